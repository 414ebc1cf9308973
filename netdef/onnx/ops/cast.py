"""Conversions between element types."""

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.export_graph import WIRE_CODES
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES
from netdef.proto import caffe2_pb2

_LARGEST_HALF = 65504.0


def to_cast(op, graph):
    target = graph.arguments(op)["to"]
    if isinstance(target, str):
        name = target.upper()
        target = caffe2_pb2.TensorProto.DataType.Value(name) if name in caffe2_pb2.TensorProto.DataType.keys() else 0
    if target not in WIRE_CODES:
        raise Unsupported(f"ONNX has no element type for '{graph.arguments(op)['to']}'")
    graph.cast(op.input[0], WIRE_CODES[target], op.output)


def to_half(op, graph):
    """With `clip` what is too large becomes the largest finite half, and NaN its negative."""
    x = op.input[0]
    if graph.arguments(op)["clip"]:
        least = graph.constant(-_LARGEST_HALF, "least", np.float32)
        number = graph.node("Where", [graph.node("IsNaN", [x]), least, x])
        x = graph.clip(number, -_LARGEST_HALF, _LARGEST_HALF)
    graph.cast(x, CODES["float16"], op.output)


def to_float(op, graph):
    graph.cast(op.input[0], CODES["float"], op.output)


RECORDS = [
    Record("Cast", None, to_onnx=to_cast), Record("FloatToHalf", None, to_onnx=to_half), Record("HalfToFloat", None, to_onnx=to_float),
]
