"""Resizing of images."""

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.registry import Record


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
        if arguments.get("order", "NCHW") != "NCHW":
            raise Unsupported("order NHWC has no form in ONNX")
        if len(op.input) > 1:
            scales = graph.node("Concat", [graph.constant([1.0, 1.0], "scales", np.float32), op.input[1]], axis=0)
        else:
            scales = [1.0, 1.0, arguments["height_scale"], arguments["width_scale"]]
        graph.resize(op.input[0], scales, mode, coordinates, op.output)

    return Record(caffe2, "Resize", from_onnx=from_onnx, to_onnx=to_onnx)


RECORDS = [resize("ResizeNearest", "nearest", "asymmetric"), resize("UpsampleBilinear", "linear", "align_corners")]
