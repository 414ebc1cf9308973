"""ONNX element types, value types and tensors as plain Python data."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import onnx

from netdef.onnx.error import ConversionError

CODES: dict[str, int] = {name.lower(): code for name, code in onnx.TensorProto.DataType.items() if code}
NAMES: dict[int, str] = {code: name for name, code in CODES.items()}
"""ONNX's name of an element type in lower case: "float", "bfloat16", "float8e4m3fn"."""

BITS: dict[int, int] = {
    code: 2 if name.endswith("int2") else 4 if name in ("int4", "uint4", "float4e2m1") else 6 if name.startswith("float6") else 0
    for name, code in CODES.items()
}
"""Bits per element of the types that ONNX packs into bytes, 0 for the others."""

_LARGEST_TENSOR = 1 << 40
_MOST_DIMS = 32


def numpy_dtype(code: int) -> np.dtype:
    """The numpy type of an element type; ml_dtypes' for those that numpy lacks, object for strings."""
    return np.dtype(object) if code == CODES["string"] else np.dtype(onnx.helper.tensor_dtype_to_np_dtype(code))


def dtype_name(code: int) -> str:
    """What the `dtype` argument of an operator says."""
    return "string" if code == CODES["string"] else numpy_dtype(code).name


def code_of(name: str) -> int:
    """ONNX's code of what dtype_name gave."""
    found = next((code for code in NAMES if dtype_name(code) == name), 0)
    if not found:
        raise ConversionError(f"'{name}' is no element type")
    return found


@dataclasses.dataclass(frozen=True)
class ValueType:
    """What is known of a value before the model runs."""

    dtype: int = 0
    """ONNX's code of the element type, 0 where it is not known or the value is no tensor."""
    shape: tuple[int | str | None, ...] | None = None
    """A size, the name of a size, or None for each axis; None where even the rank is not known."""
    other: bytes = b""
    """The serialized type of what is no tensor: a sequence, an optional, a map."""

    @classmethod
    def of(cls, proto: onnx.TypeProto) -> ValueType:
        kind = proto.WhichOneof("value") or "tensor_type"
        if kind != "tensor_type":
            return cls(other=proto.SerializeToString())
        tensor = proto.tensor_type
        shape = None
        if tensor.HasField("shape"):
            shape = tuple(
                dim.dim_value if dim.HasField("dim_value") else dim.dim_param or None for dim in tensor.shape.dim
            )
        return cls(tensor.elem_type, shape)

    @property
    def rank(self) -> int | None:
        return None if self.shape is None else len(self.shape)

    @property
    def fixed_shape(self) -> tuple[int, ...] | None:
        """The shape where every size is a number."""
        if self.shape is None or not all(isinstance(dim, int) for dim in self.shape):
            return None
        return self.shape  # type: ignore[return-value]


UNKNOWN = ValueType()


def element_count(tensor: onnx.TensorProto) -> int:
    """The product of a tensor's sizes, checked."""
    if any(dim < 0 for dim in tensor.dims) or len(tensor.dims) > _MOST_DIMS or math.prod(tensor.dims) > _LARGEST_TENSOR:
        raise ConversionError(f"tensor '{tensor.name}' has impossible dims {list(tensor.dims)[:16]}")
    return math.prod(tensor.dims)


def payload(tensor: onnx.TensorProto) -> bytes:
    """The elements of a tensor as little-endian bytes, packed as ONNX packs them.

    Raises ConversionError for a tensor with no payload, with two, or with one of the wrong length.
    """
    count = element_count(tensor)
    code = tensor.data_type
    if code not in NAMES or code == CODES["string"]:
        raise ConversionError(f"tensor '{tensor.name}' has the element type {NAMES.get(code, code)}, which has no bytes")
    fields = _payload_fields(tensor)
    if len(fields) > 1:
        raise ConversionError(f"tensor '{tensor.name}' has two payloads: {', '.join(fields)}")
    if tensor.data_location == onnx.TensorProto.EXTERNAL:
        raise ConversionError(f"tensor '{tensor.name}' is in an external file, but the model was not loaded from a folder")
    data = tensor.raw_data if fields == ["raw_data"] else _typed_payload(tensor, fields[0] if fields else "", count)
    _check_length(tensor, len(data))
    return data


def _payload_fields(tensor: onnx.TensorProto) -> list[str]:
    """The names of the fields that hold elements."""
    fields = [name for name in ("float_data", "int32_data", "int64_data", "double_data", "uint64_data", "string_data") if len(getattr(tensor, name))]
    return [*fields, "raw_data"] if tensor.HasField("raw_data") else fields


def _check_length(tensor: onnx.TensorProto, length: int) -> None:
    expected = byte_count(tensor.data_type, element_count(tensor))
    if length != expected:
        raise ConversionError(
            f"tensor '{tensor.name}' of dims {list(tensor.dims)} and type {NAMES[tensor.data_type]} needs {expected} bytes, its payload has {length}"
        )


def byte_count(code: int, count: int) -> int:
    """Bytes of `count` packed elements."""
    return -(-count * BITS[code] // 8) if BITS[code] else count * numpy_dtype(code).itemsize


def _typed_payload(tensor: onnx.TensorProto, field: str, count: int) -> bytes:
    code, name = tensor.data_type, NAMES[tensor.data_type]
    fields = {
        "float": "float_data", "complex64": "float_data", "double": "double_data", "complex128": "double_data",
        "int64": "int64_data", "uint32": "uint64_data", "uint64": "uint64_data",
    }
    expected = fields.get(name, "int32_data")
    if field not in ("", expected):
        raise ConversionError(f"tensor '{tensor.name}' of type {name} has its elements in {field}; expected {expected}")
    values = getattr(tensor, expected)
    parts = 2 if name.startswith("complex") else 1
    if BITS[code] == 6:
        raise ConversionError(f"tensor '{tensor.name}' of type {name} has no raw_data")
    if BITS[code]:
        width = np.dtype("u1")
    elif parts == 2 or name in ("float", "double", "int64"):
        width = np.dtype({"float_data": "<f4", "double_data": "<f8", "int64_data": "<i8"}[expected])
    else:
        width = np.dtype(f"<u{numpy_dtype(code).itemsize}")
    stored = {"int32_data": "<i4", "uint64_data": "<u8"}.get(expected, width)
    wanted = byte_count(code, count) if BITS[code] else count * parts
    if len(values) != wanted:
        raise ConversionError(f"tensor '{tensor.name}' of dims {list(tensor.dims)} needs {wanted} elements, {expected} has {len(values)}")
    return np.fromiter(values, stored, wanted).astype(width, copy=False).tobytes()


def strings(tensor: onnx.TensorProto) -> list[bytes]:
    """The elements of a string tensor."""
    count = element_count(tensor)
    if len(tensor.string_data) != count or tensor.HasField("raw_data"):
        raise ConversionError(f"tensor '{tensor.name}' of dims {list(tensor.dims)} has {len(tensor.string_data)} strings")
    return list(tensor.string_data)


def item_bytes(tensor: onnx.TensorProto) -> bytes:
    """As payload, but elements below 8 bits have a byte each: what netdef's fillers take."""
    return to_array(tensor).tobytes() if BITS.get(tensor.data_type) else payload(tensor)


def to_array(tensor: onnx.TensorProto) -> np.ndarray:
    """A tensor as an array; types that ONNX packs come out one element per item."""
    if tensor.data_type == CODES["string"]:
        return np.array(strings(tensor), dtype=object).reshape(tuple(tensor.dims))
    return _array(tensor, payload(tensor))


def from_bytes(tensor: onnx.TensorProto, data: np.ndarray) -> np.ndarray:
    """As to_array, for a tensor whose raw_data is at hand apart from the message; an array in the memory of `data` where it can be.

    Raises ConversionError as payload does.
    """
    fields = _payload_fields(tensor)
    if fields or tensor.data_location == onnx.TensorProto.EXTERNAL or tensor.external_data:
        raise ConversionError(f"tensor '{tensor.name}' has two payloads: raw_data, {', '.join(fields) or 'an external file'}")
    if tensor.data_type not in NAMES or tensor.data_type == CODES["string"]:
        raise ConversionError(f"tensor '{tensor.name}' has the element type {NAMES.get(tensor.data_type, tensor.data_type)}, which has no bytes")
    _check_length(tensor, data.nbytes)
    return _array(tensor, data)


def _array(tensor: onnx.TensorProto, data: bytes | np.ndarray) -> np.ndarray:
    if BITS[tensor.data_type]:
        return onnx.numpy_helper.to_array(onnx.TensorProto(dims=tensor.dims, data_type=tensor.data_type, raw_data=bytes(data)))
    dtype = numpy_dtype(tensor.data_type)
    return np.frombuffer(data, dtype.newbyteorder("<") if dtype.isbuiltin == 1 else dtype).reshape(tuple(tensor.dims))


def attribute_value(attribute: onnx.AttributeProto) -> Any:
    """int, float, bytes, TensorProto, GraphProto, ... or a list of these."""
    field = _FIELDS.get(attribute.type)
    if field is None:
        raise ConversionError(f"attribute '{attribute.name}' has the unknown type {attribute.type}")
    value = getattr(attribute, field)
    return list(value) if field.endswith("s") and field != "s" else value


_FIELDS = {
    onnx.AttributeProto.FLOAT: "f", onnx.AttributeProto.INT: "i", onnx.AttributeProto.STRING: "s",
    onnx.AttributeProto.TENSOR: "t", onnx.AttributeProto.GRAPH: "g", onnx.AttributeProto.SPARSE_TENSOR: "sparse_tensor",
    onnx.AttributeProto.TYPE_PROTO: "tp", onnx.AttributeProto.FLOATS: "floats", onnx.AttributeProto.INTS: "ints",
    onnx.AttributeProto.STRINGS: "strings", onnx.AttributeProto.TENSORS: "tensors", onnx.AttributeProto.GRAPHS: "graphs",
    onnx.AttributeProto.SPARSE_TENSORS: "sparse_tensors", onnx.AttributeProto.TYPE_PROTOS: "type_protos",
}


def dense(sparse: onnx.SparseTensorProto) -> onnx.TensorProto:
    """A sparse tensor with all its elements."""
    dims = tuple(sparse.dims)
    stored, indices = to_array(sparse.values), to_array(sparse.indices)
    count = element_count(onnx.TensorProto(name=sparse.values.name, dims=dims))
    if count > 1 << 31:
        raise ConversionError(f"the sparse tensor '{sparse.values.name}' of dims {list(dims)} is too large to be made dense")
    if indices.ndim == 2:
        if indices.shape != (stored.size, len(dims)) or (indices < 0).any() or (indices >= np.array(dims)).any():
            raise ConversionError(f"the sparse tensor '{sparse.values.name}' has indices outside of its dims {list(dims)}")
        indices = np.ravel_multi_index(tuple(indices.T), dims)
    if indices.size != stored.size or (indices < 0).any() or (indices >= count).any():
        raise ConversionError(f"the sparse tensor '{sparse.values.name}' has indices outside of its dims {list(dims)}")
    dense = np.zeros(count, stored.dtype)
    dense[indices] = stored
    return onnx.numpy_helper.from_array(dense.reshape(dims), sparse.values.name)
