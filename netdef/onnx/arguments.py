"""ONNX attributes as arguments of OperatorDefs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import onnx

from netdef.onnx import values
from netdef.proto import caffe2_pb2
from netdef.utils import MakeArgument


def attribute_arguments(
    name: str, value: Any, nested: Callable[[onnx.GraphProto], caffe2_pb2.NetDef]
) -> Iterable[caffe2_pb2.Argument]:
    """The arguments that carry one attribute; `nested` converts graphs.

    A tensor becomes three: NAME (its bytes), NAME_dtype, NAME_dims; one of strings has them in NAME as a list.
    """
    if isinstance(value, onnx.TensorProto):
        yield from _tensor(name, value)
    elif isinstance(value, onnx.GraphProto):
        yield caffe2_pb2.Argument(name=name, n=nested(value))
    elif isinstance(value, onnx.TypeProto):
        yield MakeArgument(name, type_text(value))
    elif isinstance(value, list) and value and isinstance(value[0], onnx.GraphProto):
        yield caffe2_pb2.Argument(name=name, nets=[nested(graph) for graph in value])
    elif isinstance(value, (onnx.SparseTensorProto, list)) and not _plain(value):
        raise values.ConversionError(f"attribute '{name}' is a {type(value).__name__} that no argument can carry")
    else:
        yield MakeArgument(name, value)


def _plain(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, (int, float, bytes, str)) for item in value)


def _tensor(name: str, tensor: onnx.TensorProto) -> Iterable[caffe2_pb2.Argument]:
    if tensor.data_type == values.CODES["string"]:
        yield caffe2_pb2.Argument(name=name, strings=values.strings(tensor))
    else:
        yield caffe2_pb2.Argument(name=name, s=values.item_bytes(tensor))
    yield MakeArgument(f"{name}_dtype", values.dtype_name(tensor.data_type))
    yield MakeArgument(f"{name}_dims", list(tensor.dims))


def type_text(proto: onnx.TypeProto) -> str:
    """A type as schemas write it: tensor(float), seq(tensor(int64)), optional(...)."""
    kind = proto.WhichOneof("value")
    if kind == "tensor_type":
        return f"tensor({values.NAMES.get(proto.tensor_type.elem_type, 'undefined')})"
    if kind == "sequence_type":
        return f"seq({type_text(proto.sequence_type.elem_type)})"
    if kind == "optional_type":
        return f"optional({type_text(proto.optional_type.elem_type)})"
    if kind == "map_type":
        return f"map({values.NAMES.get(proto.map_type.key_type)}, {type_text(proto.map_type.value_type)})"
    return "undefined"
