"""Feature pyramids: proposals of all levels are collected, and regions sent to the level that fits their size."""

import numpy as np

from netdef.onnx.ops.detection import Boxes
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES


def collected(op, graph, outputs=None):
    """The best rows over all levels, best first."""
    arguments = graph.arguments(op)
    levels = len(op.input) // 2
    rois = graph.node("Concat", op.input[:levels], axis=0)
    scores = graph.node("Concat", [graph.reshape(name, [-1]) for name in op.input[levels:]], axis=0)
    count = graph.node("Shape", [scores])
    if arguments["rpn_post_nms_topN"] > 0:
        count = graph.node("Min", [count, graph.ints([arguments["rpn_post_nms_topN"]])])
    best, order = graph.unique("best"), graph.unique("order")
    graph.node("TopK", [scores, count], [best, order], axis=0)
    return graph.node("Gather", [rois, order], outputs, axis=0)


def to_collected(op, graph):
    collected(op, graph, op.output)


def distributed(rois, arguments, outputs, graph):
    """The regions of each level, then for each region its row when the levels are put one after the other."""
    box = Boxes(graph, arguments["legacy_plus_one"])
    sides = [box.op("Add", box.op("Sub", box.column(rois, i + 3), box.column(rois, i + 1)), box.one) for i in (0, 1)]
    size = graph.node("Sqrt", [graph.node("Mul", sides)])
    relative = graph.node("Log", [box.op("Add", box.op("Div", size, float(arguments["roi_canonical_scale"])), 1e-6)])
    level = graph.node("Floor", [box.op("Add", box.op("Div", relative, np.log(np.float32(2))), float(arguments["roi_canonical_level"]))])
    first, last = arguments["roi_min_level"], arguments["roi_max_level"]
    level = graph.reshape(graph.clip(level, float(first), float(last)), [-1])
    rows = []
    for i, name in zip(range(first, last + 1), outputs):
        mine = graph.node("Equal", [graph.cast(level, CODES["int64"]), graph.ints(i)])
        rows.append(graph.reshape(graph.node("NonZero", [mine]), [-1]))
        graph.node("Gather", [rois, rows[-1]], name, axis=0)
    order = graph.node("Concat", rows, axis=0)
    sorted_, restore = graph.unique("sorted"), graph.unique("restore")
    graph.node("TopK", [order, graph.node("Shape", [order])], [sorted_, restore], axis=0, largest=0)
    graph.cast(restore, CODES["int32"], outputs[-1])


def to_distributed(op, graph):
    distributed(op.input[0], graph.arguments(op), op.output, graph)


def to_collected_and_distributed(op, graph):
    rois = collected(op, graph, op.output[0])
    distributed(rois, graph.arguments(op), op.output[1:], graph)


RECORDS = [
    Record("CollectRpnProposals", None, to_onnx=to_collected), Record("DistributeFpnProposals", None, to_onnx=to_distributed),
    Record("CollectAndDistributeFpnRpnProposals", None, to_onnx=to_collected_and_distributed),
]
