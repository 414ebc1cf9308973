"""Reductions of segments: rows that belong together stand one after the other, or name their segment.

Each row is added to the row of its segment by ScatterND, which reduces from opset 16 on.
"""

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.ops.indexing import counted
from netdef.onnx.ops.reduce import moved_to_rows
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES, numpy_dtype


def int64s(x, graph):
    return graph.cast(x, CODES["int64"])


def total(x, graph):
    """The sum of a vector of int64, with one element."""
    return graph.reduce("ReduceSum", x, [0], keepdims=True)


def starts_of(lengths, graph):
    """Where each segment begins."""
    return graph.node("CumSum", [lengths, graph.ints(0)], exclusive=1)


def row_shape(rows, graph):
    """The sizes behind the first."""
    return graph.slice(graph.node("Shape", [rows]), [1], [np.iinfo(np.int32).max], [0])


def added(size, places, rows, graph, outputs=None, code=CODES["float"]):
    """A tensor of `size` (one int64) rows of zeros, each with the rows added whose place is its number."""
    shape = graph.node("Concat", [size, row_shape(rows, graph)], axis=0)
    zeros = graph.node("Expand", [graph.constant(0, "zero", numpy_dtype(code)), shape])
    return graph.node("ScatterND", [zeros, graph.unsqueeze(places, [1]), rows], outputs, reduction="add")


def ones(places, dtype, graph):
    """A vector of ones as long as another."""
    return graph.node("Expand", [graph.constant(1, "one", dtype), graph.node("Shape", [places])])


def past_largest(ids, graph):
    """How many rows ids ask for: one more than the largest."""
    return graph.node("Add", [graph.reduce("ReduceMax", ids, [0], keepdims=True), graph.ints([1])])


def element_type(name, graph):
    return graph.dtypes.get(name) or CODES["float"]


def segment_ids(lengths, graph):
    """The segment of each row: how many segments have ended before it."""
    count = total(lengths, graph)
    ends = graph.node("CumSum", [lengths, graph.ints(0)])
    marks = added(graph.node("Add", [count, graph.ints([1])]), ends, ones(lengths, np.int64, graph), graph, code=CODES["int64"])
    return graph.node("CumSum", [graph.node("Slice", [marks, graph.ints([0]), count]), graph.ints(0)])


def places_in_segments(lengths, ids, graph):
    """0, 1, 2, ... within each segment."""
    return graph.node("Sub", [counted(ids, graph), graph.node("Gather", [starts_of(lengths, graph), ids], axis=0)])


def by_lengths(kind, sparse=False):
    """LengthsSum and its like; with `sparse` the rows are picked first."""
    positional, weighted = "Positional" in kind, "Weighted" in kind

    def to_onnx(op, graph):
        inputs = list(op.input)
        data = inputs.pop(0)
        weights = inputs.pop(0) if weighted else None
        code = element_type(data, graph)
        if sparse:
            data = graph.node("Gather", [data, inputs.pop(0)], axis=0)
        lengths = int64s(inputs[0], graph)
        ids = segment_ids(lengths, graph)
        if code != CODES["float"]:
            data = graph.cast(data, CODES["float"])
        if positional:
            weights = graph.node("Gather", [weights, places_in_segments(lengths, ids, graph)], axis=0)
        if weights is not None:
            rank = graph.rank(op.input[0])
            if rank is None:
                raise Unsupported(f"the rank of '{op.input[0]}' is not known")
            data = graph.node("Mul", [data, graph.reshape(weights, [-1] + [1] * (rank - 1))])
        size = graph.node("Shape", [lengths])
        if kind == "Max":
            largest_rows(size, ids, data, op, graph)
        elif kind == "Mean":
            sums = added(size, ids, data, graph)
            each = graph.cast(graph.node("Max", [lengths, graph.ints(1)]), CODES["float"])
            graph.node("Div", [sums, moved_to_rows(each, op.input[0], graph)], op.output)
        else:
            added(size, ids, data, graph, op.output)

    return to_onnx


def largest_rows(size, ids, data, op, graph):
    """Empty segments give zeros."""
    shape = graph.node("Concat", [size, row_shape(data, graph)], axis=0)
    least = graph.node("Expand", [graph.constant(-np.inf, "least", np.float32), shape])
    largest = graph.node("ScatterND", [least, graph.unsqueeze(ids, [1]), data], reduction="max")
    filled = graph.node("Greater", [graph.cast(int64s(op.input[-1], graph), CODES["float"]), graph.constant(0.0, "zero", np.float32)])
    graph.node("Where", [moved_to_rows(filled, op.input[0], graph), largest, graph.constant(0.0, "zero", np.float32)], op.output)


def by_ids(kind):
    """SortedSegmentSum and its like: as many rows as the largest id asks for, or num_segments."""
    weighted = "Weighted" in kind

    def to_onnx(op, graph):
        data, ids = op.input[0], int64s(op.input[-1], graph)
        if weighted:
            data = graph.node("Mul", [data, moved_to_rows(op.input[1], data, graph)])
        count = graph.arguments(op).get("num_segments", -1)
        size = graph.ints([count]) if count > 0 else past_largest(ids, graph)
        if kind != "Mean":
            added(size, ids, data, graph, op.output, element_type(op.input[0], graph))
            return
        each = graph.node("Max", [added(size, ids, ones(ids, np.float32, graph), graph), graph.constant(1.0, "one", np.float32)])
        graph.node("Div", [added(size, ids, data, graph), moved_to_rows(each, data, graph)], op.output)

    return to_onnx


def to_segment_ids(op, graph):
    graph.cast(segment_ids(int64s(op.input[0], graph), graph), CODES["int32"], op.output)


def to_offsets(op, graph):
    lengths = int64s(op.input[0], graph)
    if graph.arguments(op)["include_last_offset"]:
        lengths = graph.node("Concat", [lengths, graph.ints([0])], axis=0)
    graph.cast(starts_of(lengths, graph), CODES["int32"], op.output)


def to_ranges(op, graph):
    lengths = int64s(op.input[0], graph)
    columns = [graph.unsqueeze(x, [1]) for x in (starts_of(lengths, graph), lengths)]
    graph.cast(graph.node("Concat", columns, axis=1), CODES["int32"], op.output)


def to_range_fill(op, graph):
    lengths = int64s(op.input[0], graph)
    graph.cast(places_in_segments(lengths, segment_ids(lengths, graph), graph), CODES["int32"], op.output)


def to_tile(op, graph):
    graph.node("Gather", [op.input[0], segment_ids(int64s(op.input[1], graph), graph)], op.output, axis=0)


def to_lengths(op, graph):
    """How many rows name each segment; with data there are as many segments as it has rows."""
    ids = int64s(op.input[0], graph)
    size = graph.dimension(op.input[1], 0) if len(op.input) > 1 else past_largest(ids, graph)
    graph.cast(added(size, ids, ones(ids, np.int64, graph), graph, code=CODES["int64"]), CODES["int32"], op.output)


def to_dense(op, graph):
    """Rows of zeros, with the values added where the indices say."""
    indices, values = int64s(op.input[0], graph), op.input[1]
    size = graph.dimension(op.input[2], 0) if len(op.input) > 2 else past_largest(indices, graph)
    added(size, indices, values, graph, op.output, element_type(values, graph))


def to_packed(op, graph):
    """Each row goes to (its segment, its place there); with max_length what is behind is cut off."""
    arguments = graph.arguments(op)
    lengths, data = int64s(op.input[0], graph), op.input[1]
    ids = segment_ids(lengths, graph)
    places = places_in_segments(lengths, ids, graph)
    if arguments["max_length"] >= 0:
        longest = graph.ints([arguments["max_length"]])
        kept = graph.node("Less", [places, longest])
        ids, places, data = (graph.node("Compress", [x, kept], axis=0) for x in (ids, places, data))
    else:
        longest = graph.reduce("ReduceMax", lengths, [0], keepdims=True)
    shape = graph.node("Concat", [graph.node("Shape", [lengths]), longest, row_shape(data, graph)], axis=0)
    code = element_type(op.input[1], graph)
    least = arguments["pad_minf"] and code == CODES["float"]
    blank = "" if code == CODES["string"] else -np.inf if least else 0
    padding = graph.constant(blank, "padding", numpy_dtype(code))
    target = graph.node("Concat", [graph.unsqueeze(x, [1]) for x in (ids, places)], axis=1)
    graph.node("ScatterND", [graph.node("Expand", [padding, shape]), target, data], op.output[0])
    if len(op.output) > 1:
        graph.node("Identity", [present(lengths, longest, graph)], op.output[1])


def present(lengths, longest, graph):
    """A row for each segment: which of its places have a row."""
    every = graph.node("Range", [graph.ints(0), graph.squeeze(longest, [0]), graph.ints(1)])
    return graph.node("Less", [graph.unsqueeze(every, [0]), graph.unsqueeze(lengths, [1])])


def to_unpacked(op, graph):
    """What PackSegments has cut off does not come back."""
    lengths, packed = int64s(op.input[0], graph), op.input[1]
    mask = present(lengths, graph.dimension(packed, 1), graph)
    places = graph.node("Transpose", [graph.node("NonZero", [mask])], perm=[1, 0])
    graph.node("GatherND", [packed, places], op.output)


def written(caffe2, to_onnx):
    return Record(caffe2, None, to_onnx=to_onnx, writes_from=16)


RECORDS = [
    *[
        written(f"{sparse}Lengths{kind}", by_lengths(kind, bool(sparse)))
        for sparse in ("", "Sparse") for kind in ("Sum", "Mean", "WeightedSum")
    ],
    Record("LengthsMax", None, to_onnx=by_lengths("Max"), writes_from=18),
    written("SparseLengthsPositionalWeightedSum", by_lengths("PositionalWeightedSum", sparse=True)),
    *[written(f"{order}Segment{kind}", by_ids(kind)) for order in ("Sorted", "Unsorted") for kind in ("Sum", "Mean", "WeightedSum")],
    written("LengthsToSegmentIds", to_segment_ids), written("LengthsRangeFill", to_range_fill), written("LengthsTile", to_tile),
    written("SegmentIdsToLengths", to_lengths), written("SparseToDense", to_dense), written("PackSegments", to_packed),
    Record("LengthsToOffsets", None, to_onnx=to_offsets, writes_from=11), Record("LengthsToRanges", None, to_onnx=to_ranges, writes_from=11),
    Record("UnpackSegments", None, to_onnx=to_unpacked, writes_from=12),
]
