"""Fillers inside of nets."""

import numpy as np
import onnx

from netdef.onnx import values
from netdef.onnx.error import Unsupported
from netdef.onnx.registry import Record
from netdef.proto import caffe2_pb2

_WIRE = {
    caffe2_pb2.TensorProto.FLOAT: np.float32, caffe2_pb2.TensorProto.INT32: np.int32, caffe2_pb2.TensorProto.INT64: np.int64,
    caffe2_pb2.TensorProto.BOOL: np.bool_, caffe2_pb2.TensorProto.DOUBLE: np.float64, caffe2_pb2.TensorProto.UINT8: np.uint8,
    caffe2_pb2.TensorProto.INT8: np.int8, caffe2_pb2.TensorProto.INT16: np.int16, caffe2_pb2.TensorProto.FLOAT16: np.float16,
}


def to_constant_fill(op, graph):
    arguments = graph.arguments(op)
    value, code = arguments.get("value", 0.0), arguments.get("dtype", caffe2_pb2.TensorProto.FLOAT)
    if code not in _WIRE:
        raise Unsupported(f"it fills elements of type {code}")
    shape = list(arguments.get("shape") or [])
    element = np.array([value or 0]).astype(_WIRE[code])
    if not op.input:
        graph.node("Identity", [graph.constant(np.full(shape, element[0]), "filled")], op.output)
        return
    if len(op.input) > 1:
        raise Unsupported("its value is computed")
    extra = list(arguments.get("extra_shape") or [])
    dims = graph.cast(op.input[0], values.CODES["int64"]) if arguments.get("input_as_shape") else graph.node("Shape", [op.input[0]])
    if extra:
        dims = graph.node("Concat", [dims, graph.ints(extra)], axis=0)
    graph.node("ConstantOfShape", [dims], op.output, value=onnx.numpy_helper.from_array(element))


def given(dtype):
    def to_onnx(op, graph):
        arguments = graph.arguments(op)
        if op.input:
            raise Unsupported("its shape is computed")
        array = np.array(arguments["values"], dtype).reshape([int(d) for d in arguments["shape"] or []])
        graph.node("Identity", [graph.constant(array, "given")], op.output)

    return to_onnx


def to_half_fill(op, graph):
    arguments = graph.arguments(op)
    graph.node("Identity", [graph.constant(np.full(list(arguments["shape"]), arguments["value"], np.float16), "filled")], op.output)


RECORDS = [
    Record("Float16ConstantFill", None, to_onnx=to_half_fill),
    Record("ConstantFill", None, to_onnx=to_constant_fill),
    *[
        Record(f"GivenTensor{name}Fill", None, to_onnx=given(dtype))
        for name, dtype in (("", np.float32), ("Double", np.float64), ("Int", np.int32), ("Int64", np.int64), ("Bool", np.bool_),
                            ("Int16", np.int16))
    ],
]
