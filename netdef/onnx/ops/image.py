"""Resizing of images."""

import numpy as np

from netdef.onnx.ops._windows import in_channels_first
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES


def computed_sizes(op, graph):
    """The sizes of an output whose two scales are an input, rounded down."""
    scales = graph.node("Concat", [graph.constant([1.0, 1.0], "scales", np.float32), op.input[1]], axis=0)
    sizes = graph.node("Mul", [graph.cast(graph.node("Shape", [op.input[0]]), CODES["float"]), scales])
    return graph.cast(graph.node("Floor", [sizes]), CODES["int64"])


def resize(caffe2, mode, coordinates):
    def from_onnx(node, net):
        scales = net.constant_value(node.input(2)) if node.input(2) else None
        if scales is None or node.input(1) or node.input(3) or scales.shape != (4,) or (scales[:2] != 1).any() or (scales <= 0).any():
            return False
        if node.attribute("mode", b"nearest").decode() != mode or node.attribute("antialias", 0):
            return False
        if node.attribute("coordinate_transformation_mode", b"half_pixel").decode() != coordinates or node.attribute("axes", None):
            return False
        if mode == "nearest" and node.attribute("nearest_mode", b"round_prefer_floor") != b"floor":
            return False
        net.add(caffe2, node.inputs[:1], node.outputs, height_scale=float(scales[2]), width_scale=float(scales[3]))
        return True

    def to_onnx(op, graph):
        arguments = graph.arguments(op)
        shape = graph.shape(op.output[0])
        if mode == "linear" and graph.opset >= 11:  # whole sizes: what scales mean is read in two ways
            sizes = graph.ints(list(shape), "sizes") if shape is not None else computed_sizes(op, graph)
            graph.node("Resize", [op.input[0], "", "", sizes], op.output, mode=mode, coordinate_transformation_mode=coordinates)
            return
        if len(op.input) > 1:
            scales = graph.node("Concat", [graph.constant([1.0, 1.0], "scales", np.float32), op.input[1]], axis=0)
        else:
            scales = [1.0, 1.0, arguments["height_scale"], arguments["width_scale"]]
        graph.resize(op.input[0], scales, mode, coordinates, op.output)

    return Record(caffe2, "Resize", from_onnx=from_onnx, to_onnx=in_channels_first(to_onnx))


def to_resized_video(op, graph):
    arguments = graph.arguments(op)
    scales = [1.0, 1.0, arguments["temporal_scale"], arguments["height_scale"], arguments["width_scale"]]
    graph.resize(op.input[0], scales, "nearest", "asymmetric", op.output)


def to_stylizer_preprocess(op, graph):
    """Bytes B, G, R, A to planes less the means; the noise is drawn here, once, as the net draws it once."""
    arguments = graph.arguments(op)
    batch, height, width, _ = graph.known_shape(op.input[0])
    pixels = graph.slice(graph.cast(op.input[0], CODES["float"]), [0], [3], [3])
    planes = graph.node("Sub", [graph.node("Transpose", [pixels], perm=[0, 3, 1, 2]), graph.reshape(op.input[1], [1, 3, 1, 1])])
    noise = np.random.default_rng(0).normal(0.0, arguments["noise_std"] or 1.0, arguments["noise_size"]) * bool(arguments["noise_std"])
    noise = np.resize(noise, (1, 3, height, width)).astype(np.float32)
    graph.node("Add", [planes, graph.constant(noise, "noise")], op.output)


def to_stylizer_deprocess(op, graph):
    """Planes plus the means, cut off to bytes; A is 255."""
    shifted = graph.node("Add", [op.input[0], graph.reshape(op.input[1], [1, 3, 1, 1])])
    zero = graph.constant(0.0, "zero", np.float32)
    positive = graph.node("Where", [graph.node("Greater", [shifted, zero]), shifted, zero])  # NaN is 0 as well
    pixels = graph.node("Transpose", [graph.clip(positive, None, 255.0)], perm=[0, 2, 3, 1])
    opaque = graph.node("Add", [graph.node("Mul", [graph.slice(pixels, [0], [1], [3]), graph.constant(0.0, "zero", np.float32)]),
                                graph.constant(255.0, "opaque", np.float32)])
    graph.cast(graph.node("Concat", [pixels, opaque], axis=3), CODES["uint8"], op.output)


RECORDS = [
    Record("PackedInt8BGRANHWCToNCHWCStylizerPreprocess", None, to_onnx=to_stylizer_preprocess),
    Record("BRGNCHWCToPackedInt8BGRAStylizerDeprocess", None, to_onnx=to_stylizer_deprocess),
    Record("ResizeNearest3D", None, to_onnx=to_resized_video),
    resize("ResizeNearest", "nearest", "asymmetric"),
    resize("UpsampleBilinear", "linear", "align_corners"),
]
