"""Constants of a model as operators of the init net."""

from __future__ import annotations

import onnx

from netdef.onnx import values
from netdef.proto import caffe2_pb2
from netdef.utils import MakeArgument


def filler(name: str, tensor: onnx.TensorProto) -> caffe2_pb2.OperatorDef:
    """The operator that fills blob `name` with a tensor; its bytes pass through as they are."""
    if tensor.data_type == values.CODES["string"]:
        op = caffe2_pb2.OperatorDef(type="GivenTensorStringFill", output=[name])
        op.arg.add(name="values", strings=values.strings(tensor))
        op.arg.append(MakeArgument("shape", list(tensor.dims)))
        return op
    op = caffe2_pb2.OperatorDef(type="GivenTensorBytesFill", domain="netdef", output=[name])
    op.arg.add(name="values", s=values.item_bytes(tensor))
    op.arg.append(MakeArgument("shape", list(tensor.dims)))
    op.arg.append(MakeArgument("dtype", values.dtype_name(tensor.data_type)))
    return op
