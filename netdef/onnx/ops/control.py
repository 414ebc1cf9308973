"""Control flow."""

import onnx

from netdef.onnx.error import Unsupported
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES
from netdef.proto import caffe2_pb2


def to_if(op, graph):
    """The nets' writes that something reads later are outputs (ssa); a branch that does not write one passes on what was there."""
    nets = {arg.name: arg.n for arg in op.arg if arg.HasField("n")}
    if not op.output:
        return  # nobody reads what it does
    branches = {
        attribute: branch(nets.get(name, caffe2_pb2.NetDef(external_output=op.output)), attribute, graph)
        for attribute, name in (("then_branch", "then_net"), ("else_branch", "else_net"))
    }
    condition = graph.reshape(op.input[0], [])
    graph.node("If", [condition], op.output, **branches)


def branch(net, name, outer):
    from netdef.onnx import exporter

    graph = outer.nested()
    graph.infer(net)
    exporter.convert_all(net, graph)
    results = []
    for output in net.external_output:
        results.append(graph.node("Identity", [output], graph.unique(f"{output}_{name}")))
    if graph.unwritten & set(net.external_output):
        raise Unsupported(f"its nets leave {', '.join(sorted(graph.unwritten))} unwritten")
    result = onnx.GraphProto(name=net.name or name, node=graph.nodes, initializer=graph.initializers.values())
    for output, value in zip(net.external_output, results):
        result.output.append(onnx.helper.make_tensor_value_info(value, graph.dtypes.get(output) or CODES["float"], None))
    return result


RECORDS = [Record("If", None, to_onnx=to_if)]
