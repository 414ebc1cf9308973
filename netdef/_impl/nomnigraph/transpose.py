"""Convolutions in NHWC order inside a net of NCHW order."""

from __future__ import annotations

from netdef._impl.core.operator import CreateOperator
from netdef._impl.nomnigraph.graph import Node
from netdef._impl.nomnigraph.module import NNModule
from netdef._impl.utils.arguments import MakeArgument
from netdef.proto import caffe2_pb2


def transpose_network(nn: NNModule) -> None:
    """Changes all Conv of NCHW order to NHWC; images and weights go through NCHW2NHWC once, results through NHWC2NCHW."""
    turned: dict[Node, Node] = {}  # tensor in NCHW order: the same in NHWC order

    def convert(source: Node, op_type: str) -> Node:
        op = nn.createNode(CreateOperator(op_type, [], []))
        target = nn.createUniqueDataNode(source.name)
        nn.createEdge(source, op)
        nn.createEdge(op, target)
        return target

    for conv in nn.controlFlow:
        definition = conv.annotation.operator_def
        order = next((arg.s for arg in definition.arg if arg.name == "order"), b"NCHW")
        if conv.name != "Conv" or order != b"NCHW":
            continue
        for edge in conv.in_edges[:2]:
            if edge.tail not in turned:
                turned[edge.tail] = convert(edge.tail, "NCHW2NHWC")
            edge.tail.out_edges.remove(edge)
            edge.tail = turned[edge.tail]
            edge.tail.out_edges.append(edge)
        output = conv.outputs[0]
        nn.deleteEdge(conv, output)
        inner = nn.createUniqueDataNode(output.name)
        nn.createEdge(conv, inner)
        back = nn.createNode(CreateOperator("NHWC2NCHW", [], []))
        nn.createEdge(inner, back)
        nn.createEdge(back, output)
        turned[output] = inner
        changed = caffe2_pb2.OperatorDef()
        changed.CopyFrom(definition)
        del changed.arg[:]
        changed.arg.extend([arg for arg in definition.arg if arg.name != "order"] + [MakeArgument("order", "NHWC")])
        conv.annotation.operator_def = changed
