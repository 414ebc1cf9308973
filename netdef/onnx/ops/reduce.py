"""Reductions."""

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.registry import Record


def reduction(caffe2, onnx=None, imports=True):
    def from_onnx(node, net):
        rank = net.rank(node.inputs[0])
        axes = None
        if node.input(1):
            axes = net.constant_value(node.inputs[1])
            if axes is None:
                return False
        if rank is None or rank == 0 or (axes is None or axes.size == 0) and node.attribute("noop_with_empty_axes", 0):
            return False
        axes = sorted(int(a) + rank if a < 0 else int(a) for a in axes.reshape(-1)) if axes is not None and axes.size else list(range(rank))
        net.add(caffe2, node.inputs[:1], node.outputs, axes=axes, keepdims=node.attribute("keepdims", 1))
        return True

    def to_onnx(op, graph):
        arguments = graph.arguments(op)
        axes, rank = arguments["axes"], graph.rank(op.input[0])
        if rank is not None:
            axes = sorted({axis + rank if axis < 0 else axis for axis in axes})
        graph.reduce(onnx or caffe2, op.input[0], axes or None, op.output, keepdims=bool(arguments["keepdims"]))

    return Record(caffe2, onnx or caffe2, from_onnx=from_onnx if imports else None, to_onnx=to_onnx)


def extreme(caffe2):
    def from_onnx(node, net):
        if node.attribute("select_last_index", 0) or not net.rank(node.inputs[0]):
            return False
        net.add(caffe2, node.inputs, node.outputs, axis=node.attribute("axis", 0), keepdims=node.attribute("keepdims", 1))
        return True

    def to_onnx(op, graph):
        arguments = graph.arguments(op)
        axis, rank = arguments["axis"], graph.rank(op.input[0])
        if axis < 0 and graph.opset < 11:
            axis += graph.rank(op.input[0]) or 0
        graph.node(caffe2, op.input, op.output, axis=axis, keepdims=int(bool(arguments["keepdims"])))

    return Record(caffe2, caffe2, from_onnx=from_onnx, to_onnx=to_onnx)


def whole(onnx):
    """All elements to a scalar."""

    def to_onnx(op, graph):
        if onnx == "ReduceSum" and graph.arguments(op).get("average"):
            graph.reduce("ReduceMean", op.input[0], None, op.output)
        else:
            graph.reduce(onnx, op.input[0], None, op.output)

    return to_onnx


def one_side(onnx, front):
    """ReduceFrontSum and its like: the first or last num_reduce_dim axes."""

    def to_onnx(op, graph):
        if len(op.input) > 1:
            raise Unsupported("with lengths it has no form in ONNX")
        count = graph.arguments(op)["num_reduce_dim"]
        if not count:
            graph.node("Identity", op.input, op.output)
            return
        axes = list(range(count)) if front else list(range(-count, 0))
        graph.reduce(onnx, op.input[0], axes, op.output)

    return to_onnx


def to_squared_sum(op, graph):
    x = op.input[0]
    if graph.arguments(op).get("average"):
        graph.reduce("ReduceMean", graph.node("Mul", [x, x]), None, op.output)
    else:
        graph.reduce("ReduceSumSquare", x, None, op.output)


RECORDS = [
    reduction("ReduceSum"), reduction("ReduceMean"), reduction("ReduceL1"), reduction("ReduceL2"),
    # Caffe2's begin with the lowest finite number: of infinite elements alone they give that one.
    reduction("ReduceMax", imports=False), reduction("ReduceMin", imports=False), extreme("ArgMax"), extreme("ArgMin"),
    Record("SumElements", None, to_onnx=whole("ReduceSum")),
    Record("SumSqrElements", None, to_onnx=to_squared_sum),
    *[
        Record(f"Reduce{side}{kind}", None, to_onnx=one_side(f"Reduce{kind}", side == "Front"))
        for side in ("Front", "Back") for kind in ("Sum", "Mean", "Max")
    ],
]
