"""Operators that pick elements by their places."""

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.ops.reduce import moved_to_rows
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES


def to_gather(axis):
    """`axis` where the operator has no argument of that name."""

    def to_onnx(op, graph):
        arguments = graph.arguments(op)
        if arguments["match_outer"]:
            raise Unsupported("with match_outer it has no form in ONNX")
        graph.node("Gather", op.input, op.output, axis=arguments.get("axis", 0) if axis is None else axis)

    return to_onnx


def to_batch_permutation(op, graph):
    graph.node("Gather", op.input, op.output, axis=0)


def to_top_k(op, graph):
    """Values and places; the third output counts places through the whole tensor."""
    arguments = graph.arguments(op)
    x, axis = op.input[0], arguments["axis"]
    rank = len(graph.known_shape(x))
    axis += rank if axis < 0 else 0
    if len(op.input) > 1:
        count = graph.reshape(graph.cast(op.input[1], CODES["int64"]), [1])
    else:
        count = graph.ints([arguments["k"]], "k")
    found = [*op.output[:2]]
    if graph.opset >= 10:
        graph.node("TopK", [x, count], found, axis=axis)
    elif len(op.input) > 1:
        raise Unsupported("the number of elements is computed: that needs opset 10")
    else:
        graph.node("TopK", [x], found, axis=axis, k=arguments["k"])
    if len(op.output) > 2:
        if axis != rank - 1:
            raise Unsupported("places through the whole tensor have a form in ONNX along the last axis only")
        rows = graph.reshape(found[1], [-1, graph.known_shape(op.output[1])[-1]]) if graph.shape(op.output[1]) else None
        if rows is None:
            raise Unsupported("the number of elements is computed")
        starts = graph.node("Mul", [counted(rows, graph), graph.dimension(x, axis)])
        graph.reshape(graph.node("Add", [rows, graph.unsqueeze(starts, [1])]), [-1], op.output[2])


def counted(x, graph):
    """0, 1, 2, ... for the first axis of a tensor."""
    return graph.node("Range", [graph.ints(0), graph.squeeze(graph.dimension(x, 0), [0]), graph.ints(1)])


def to_one_hot(op, graph):
    indices, size = op.input
    depth = graph.reshape(graph.cast(size, CODES["int64"]), [1])
    graph.node("OneHot", [indices, depth, graph.constant([0, 1], "values", np.float32)], op.output, axis=-1)


def to_where(op, graph):
    condition, x, y = op.input
    if graph.arguments(op)["broadcast_on_rows"]:
        condition = moved_to_rows(condition, x, graph)
    graph.node("Where", [graph.cast(condition, CODES["bool"]), x, y], op.output)


def to_conditional(op, graph):
    condition, x, y = op.input
    graph.node("Where", [moved_to_rows(graph.cast(condition, CODES["bool"]), x, graph), x, y], op.output)


def to_scatter(op, graph):
    graph.node("ScatterElements", op.input, op.output, axis=graph.arguments(op)["axis"])


def to_scatter_assign(op, graph):
    """Whole rows."""
    data, indices, rows = op.input
    places = graph.unsqueeze(graph.reshape(graph.cast(indices, CODES["int64"]), [-1]), [1])
    graph.node("ScatterND", [data, places, rows], op.output)


def to_boolean_mask(op, graph):
    """The second output names the rows that were kept."""
    data, mask = op.input
    graph.node("Compress", [data, mask], op.output[:1], axis=0)
    if len(op.output) > 1:
        graph.node("Compress", [counted(data, graph), mask], op.output[1], axis=0)


def to_unique(op, graph):
    """Distinct values, ascending; the second output maps each element to its value."""
    found = [graph.unique("distinct"), "", graph.unique("places")][: 1 if len(op.output) < 2 else 3]
    graph.node("Unique", [graph.cast(op.input[0], CODES["int64"])], found, sorted=1)  # of int64, which runtimes have
    for name, output, code in zip(found[::2], op.output, (graph.dtypes.get(op.input[0]) or CODES["int64"], CODES["int32"])):
        graph.cast(name, code, output)


RECORDS = [
    Record("Gather", None, to_onnx=to_gather(None)), Record("BatchGather", None, to_onnx=to_gather(1)),
    Record("BatchPermutation", None, to_onnx=to_batch_permutation),
    Record("TopK", None, to_onnx=to_top_k), Record("OneHot", None, to_onnx=to_one_hot),
    Record("Where", None, to_onnx=to_where), Record("Conditional", None, to_onnx=to_conditional),
    Record("Scatter", None, to_onnx=to_scatter), Record("ScatterAssign", None, to_onnx=to_scatter_assign),
    Record("BooleanMask", None, to_onnx=to_boolean_mask), Record("Unique", None, to_onnx=to_unique),
]
