"""Object detection: boxes are regressed, clipped and suppressed by standard operators.

Boxes with `legacy_plus_one` end in their last pixel; for the suppression they get one pixel more, which makes its overlaps
the same.
"""

import math

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.ops._soft_suppression import soft_suppressed
from netdef.onnx.ops._windows import in_channels_first
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES

_LARGEST_GROWTH = math.log(1000.0 / 16.0)
_MANY = np.iinfo(np.int32).max
_MOST_IMAGES = 64


class Boxes:
    """Columns of boxes (..., 4) as arithmetic on an ExportGraph."""

    def __init__(self, graph, plus_one):
        self.graph = graph
        self.one = 1.0 if plus_one else 0.0

    def f(self, value):
        return self.graph.constant(value, "f", np.float32)

    def op(self, kind, a, b):
        return self.graph.node(kind, [a, b if isinstance(b, str) else self.f(b)])

    def column(self, boxes, i):
        return self.graph.slice(boxes, [i], [i + 1], [-1])

    def centre_and_size(self, boxes, axis):
        low, high = self.column(boxes, axis), self.column(boxes, axis + 2)
        size = self.op("Add", self.op("Sub", high, low), self.one)
        return self.op("Add", low, self.op("Mul", size, 0.5)), size

    def regressed(self, boxes, deltas, weights):
        """Boxes moved by deltas (..., 4), each divided by its weight."""
        deltas = self.op("Div", deltas, list(weights))
        lows, highs = [], []
        for axis in (0, 1):
            centre, size = self.centre_and_size(boxes, axis)
            centre = self.op("Add", self.op("Mul", self.column(deltas, axis), size), centre)
            growth = self.graph.node("Exp", [self.graph.node("Min", [self.column(deltas, axis + 2), self.f(_LARGEST_GROWTH)])])
            half = self.op("Mul", self.op("Mul", growth, size), 0.5)
            lows.append(self.op("Sub", centre, half))
            highs.append(self.op("Sub", self.op("Add", centre, half), self.one))
        return self.graph.node("Concat", [*lows, *highs], axis=-1)

    def clipped(self, boxes, width, height):
        """Boxes inside an image; width and height broadcast against (..., 1)."""
        limits = self.op("Sub", self.graph.node("Concat", [width, height, width, height], axis=-1), self.one)
        return self.graph.node("Max", [self.graph.node("Min", [boxes, limits]), self.f(0.0)])

    def corners(self, boxes):
        """Boxes as NonMaxSuppression expects them."""
        return self.op("Add", boxes, [0.0, 0.0, self.one, self.one])


def upright(op, graph):
    arguments = graph.arguments(op)
    if arguments.get("rotated"):
        raise Unsupported("rotated boxes have no form in ONNX")
    return arguments


def columns(graph, x, first, last):
    return graph.slice(x, [first], [last], [1])


def image_and_box(rois, graph):
    """(indices of the images, boxes) of rows (image, box), or of boxes alone, which are of image 0."""
    box = graph.slice(rois, [-4], [_MANY], [1])
    zero = graph.node("Mul", [graph.slice(box, [0], [1], [1]), graph.constant(0.0, "zero", np.float32)])
    index = columns(graph, graph.node("Concat", [graph.slice(rois, [0], [-4], [1]), zero], axis=1), 0, 1)
    return graph.cast(graph.squeeze(index, [1]), CODES["int64"]), box


def to_bbox_transform(op, graph):
    arguments = upright(op, graph)
    rois, deltas, info = op.input
    boxes = Boxes(graph, arguments["legacy_plus_one"])
    image, rois = image_and_box(rois, graph)
    info_of_roi = graph.node("Gather", [info, image], axis=0)
    height, width, scale = (columns(graph, info_of_roi, i, i + 1) for i in range(3))
    pixels = [graph.node("Floor", [boxes.op("Add", boxes.op("Div", size, scale), 0.5)]) for size in (width, height)]
    scale, *pixels = (graph.unsqueeze(x, [1]) for x in (scale, *pixels))
    start = boxes.op("Div", graph.unsqueeze(rois, [1]), scale)
    moved = boxes.regressed(start, graph.reshape(deltas, [0, -1, 4]), arguments["weights"])
    moved = boxes.clipped(moved, *pixels)
    if arguments["apply_scale"]:
        moved = boxes.op("Mul", moved, scale)
    graph.node("Reshape", [moved, graph.node("Shape", [deltas])], op.output[:1])
    if len(op.output) > 1:
        count = graph.node("Range", [graph.ints(0), graph.squeeze(graph.dimension(info, 0), [0]), graph.ints(1)])
        same = graph.node("Equal", [graph.unsqueeze(image, [1]), graph.unsqueeze(count, [0])])
        graph.reduce("ReduceSum", graph.cast(same, CODES["float"]), [0], op.output[1])


def to_generate_proposals(op, graph):
    arguments = graph.arguments(op)
    scores, deltas, info, anchors = op.input
    dims = graph.shape(anchors)
    if dims is None or dims[1] != 4:
        raise Unsupported("rotated anchors have no form in ONNX")
    images = graph.known_shape(scores)[0]
    if images > _MOST_IMAGES:
        raise Unsupported(f"{images} images at once")
    rois, probabilities = zip(*(proposals(i, images, scores, deltas, info, anchors, arguments, graph) for i in range(images)))
    for parts, name in ((rois, op.output[0]), (probabilities, op.output[1])):
        graph.node("Concat" if images > 1 else "Identity", parts, name, axis=0 if images > 1 else None)


def proposals(i, images, scores, deltas, info, anchors, arguments, graph):
    """(rois, scores) of image i."""
    boxes = Boxes(graph, arguments["legacy_plus_one"])
    stride = float(np.float32(1.0) / np.float32(arguments["spatial_scale"]))
    one = lambda x: graph.slice(x, [i], [i + 1], [0]) if images > 1 else x  # noqa: E731
    flat = graph.reshape(graph.node("Transpose", [one(scores)], perm=[0, 2, 3, 1]), [-1])
    count = graph.known_shape(anchors)[0]
    height, width = (graph.dimension(scores, axis) for axis in (2, 3))
    apart = graph.node("Reshape", [one(deltas), graph.node("Concat", [graph.ints([count, 4]), height, width], axis=0)])
    change = graph.reshape(graph.node("Transpose", [apart], perm=[2, 3, 0, 1]), [-1, 4])
    ends = [graph.squeeze(size, [0]) for size in (width, height)]
    steps = [boxes.op("Mul", graph.cast(graph.node("Range", [graph.ints(0), end, graph.ints(1)]), CODES["float"]), stride) for end in ends]
    zero = lambda x: boxes.op("Mul", x, 0.0)  # noqa: E731
    x, y = graph.reshape(steps[0], [1, -1, 1, 1]), graph.reshape(steps[1], [-1, 1, 1, 1])
    x, y = graph.node("Add", [x, zero(y)]), graph.node("Add", [y, zero(x)])
    shift = graph.node("Concat", [x, y, x, y], axis=-1)
    start = graph.reshape(graph.node("Add", [shift, graph.reshape(anchors, [1, 1, count, 4])]), [-1, 4])

    best, total = arguments["pre_nms_topN"], graph.node("Shape", [flat])
    if best > 0:
        total = graph.node("Min", [total, graph.ints([best])])
    top, order = graph.unique("top"), graph.unique("order")
    graph.node("TopK", [flat, total], [top, order], axis=0)
    start, change = (graph.node("Gather", [table, order], axis=0) for table in (start, change))
    moved = boxes.regressed(start, change, [1.0, 1.0, 1.0, 1.0])
    info = one(info)
    image_height, image_width, scale = (columns(graph, info, c, c + 1) for c in range(3))
    moved = boxes.clipped(moved, graph.node("Floor", [image_width]), graph.node("Floor", [image_height]))
    least = boxes.op("Mul", scale, arguments["min_size"])
    large = None
    for axis, limit in ((0, image_width), (1, image_height)):
        low, size = boxes.column(moved, axis), boxes.op("Add", boxes.op("Sub", boxes.column(moved, axis + 2), boxes.column(moved, axis)), boxes.one)
        wide = graph.node("Not", [graph.node("Less", [size, least])])
        inside = graph.node("Less", [boxes.op("Add", low, boxes.op("Div", size, 2.0)), limit])
        fits = graph.node("And", [wide, inside])
        large = fits if large is None else graph.node("And", [large, fits])
    kept = graph.reshape(graph.node("NonZero", [graph.reshape(large, [-1])]), [-1])
    moved, top = (graph.node("Gather", [table, kept], axis=0) for table in (moved, top))
    most = arguments["post_nms_topN"]
    chosen = graph.node("NonMaxSuppression", [
        graph.unsqueeze(boxes.corners(moved), [0]), graph.unsqueeze(top, [0, 1]),
        graph.ints([most if most > 0 else _MANY], "most"), graph.constant([arguments["nms_thresh"]], "threshold", np.float32)])
    chosen = graph.reshape(columns(graph, chosen, 2, 3), [-1])
    moved, top = (graph.node("Gather", [table, chosen], axis=0) for table in (moved, top))
    index = boxes.op("Add", boxes.op("Mul", columns(graph, moved, 0, 1), 0.0), float(i))
    return graph.node("Concat", [index, moved], axis=1), top


def to_box_with_nms_limit(op, graph):
    arguments = upright(op, graph)
    scores, boxes = op.input[:2]
    images = 1
    if len(op.input) > 2:
        images = graph.known_shape(op.input[2])[0]
    if images > _MOST_IMAGES:
        raise Unsupported(f"{images} images at once")
    parts = []
    end = graph.ints([0])
    for i in range(images):
        if images > 1:
            start, size = end, graph.cast(graph.slice(op.input[2], [i], [i + 1], [0]), CODES["int64"])
            end = graph.node("Add", [start, size])
            rows = [graph.node("Slice", [x, start, end, graph.ints([0])]) for x in (scores, boxes)]
        else:
            rows = [scores, boxes]
        parts.append(detections(*rows, arguments, graph))
    for name, part in zip(op.output, zip(*parts)):
        graph.node("Concat" if images > 1 else "Identity", part, name, axis=0 if images > 1 else None)


def detections(scores, boxes, arguments, graph):
    """(scores, boxes, classes, count, rows, counts of the classes) of one image."""
    box = Boxes(graph, arguments["legacy_plus_one"])
    background = bool(arguments["input_boxes_include_bg_cls"])
    count = graph.node("Div", [graph.dimension(boxes, 1), graph.ints([4])])
    apart = graph.node("Reshape", [boxes, graph.node("Concat", [graph.dimension(boxes, 0), count, graph.ints([4])], axis=0)])
    by_class = graph.node("Transpose", [apart], perm=[1, 0, 2])
    score = graph.node("Transpose", [scores], perm=[1, 0])
    classes = graph.dimension(scores, 1)
    # Class c of the output is row c - 1 here: Caffe2 begins with class 1, and reads it from column 1, or 0 without background.
    if background:
        score = graph.slice(score, [1], [_MANY], [0])
    else:
        score = graph.node("Slice", [score, graph.ints([0]), graph.node("Sub", [classes, graph.ints([1])]), graph.ints([0])])
    if arguments["cls_agnostic_bbox_reg"]:
        target = graph.node("Concat", [graph.dimension(score, 0), graph.ints([1, 1])], axis=0)
        by_class = graph.node("Expand", [by_class, target])
    elif background:
        by_class = graph.slice(by_class, [1], [_MANY], [0])
    if arguments["soft_nms_enabled"]:
        place, found = soft_suppressed(by_class, score, arguments, box.one, graph)
    else:
        chosen = graph.node("NonMaxSuppression", [
            box.corners(by_class), graph.unsqueeze(score, [1]), graph.ints([_MANY], "most"),
            graph.constant([arguments["nms"]], "overlap", np.float32), graph.constant([arguments["score_thresh"]], "least", np.float32)])
        place = graph.node("Concat", [columns(graph, chosen, 0, 1), columns(graph, chosen, 2, 3)], axis=1)
        found = graph.node("GatherND", [score, place])
    if arguments["detections_per_im"] > 0:
        most = graph.node("Min", [graph.node("Shape", [found]), graph.ints([arguments["detections_per_im"]])])
        best, order = graph.unique("best"), graph.unique("order")
        graph.node("TopK", [found, most], [best, order], axis=0)
        lowest, order_in_place = graph.unique("kept"), graph.unique("kept_order")
        graph.node("TopK", [order, most], [lowest, order_in_place], axis=0, largest=0)
        place, found = (graph.node("Gather", [table, lowest], axis=0) for table in (place, found))
    label = graph.reshape(columns(graph, place, 0, 1), [-1])
    first = 1 if arguments["output_classes_include_bg_cls"] else 0
    named = graph.cast(graph.node("Add", [label, graph.ints(first)]), CODES["float"])
    row = graph.cast(graph.reshape(columns(graph, place, 1, 2), [-1]), CODES["int32"])
    every = graph.node("Range", [graph.ints(0), graph.squeeze(classes, [0]), graph.ints(1)])
    mine = graph.node("Equal", [graph.unsqueeze(graph.node("Add", [label, graph.ints(1)]), [1]), graph.unsqueeze(every, [0])])
    sizes = graph.reduce("ReduceSum", graph.cast(mine, CODES["int32"]), [0], keepdims=True)
    return found, graph.node("GatherND", [by_class, place]), named, graph.cast(graph.node("Shape", [found]), CODES["float"]), row, sizes


def to_roi_align(op, graph):
    arguments = graph.arguments(op)
    x, rois = op.input
    image, boxes = image_and_box(rois, graph)
    mode = None
    if graph.opset >= 16:
        mode = "half_pixel" if arguments["aligned"] else "output_half_pixel"
    elif arguments["aligned"]:
        raise Unsupported(f"aligned regions need opset 16, the model is written for {graph.opset}")
    graph.node("RoiAlign", [x, boxes, image], op.output, mode="avg", output_height=arguments["pooled_h"], output_width=arguments["pooled_w"],
               sampling_ratio=max(arguments["sampling_ratio"], 0), spatial_scale=arguments["spatial_scale"],
               coordinate_transformation_mode=mode)


def to_roi_pool(op, graph):
    arguments = graph.arguments(op)
    if len(op.output) > 1:
        if not arguments["is_test"]:
            raise Unsupported("the positions of the maxima have no form in ONNX: with is_test=1 they are left out")
        graph.unwritten.update(op.output[1:])
    graph.node("MaxRoiPool", op.input, op.output[:1], pooled_shape=[arguments["pooled_h"], arguments["pooled_w"]],
               spatial_scale=arguments["spatial_scale"])


RECORDS = [
    Record("RoIPool", None, to_onnx=to_roi_pool),
    Record("BBoxTransform", None, to_onnx=to_bbox_transform),
    Record("GenerateProposals", None, to_onnx=to_generate_proposals),
    Record("GenerateProposalsCPP", None, to_onnx=to_generate_proposals),
    Record("BoxWithNMSLimit", None, to_onnx=to_box_with_nms_limit),
    Record("RoIAlign", None, to_onnx=in_channels_first(to_roi_align)),
]
