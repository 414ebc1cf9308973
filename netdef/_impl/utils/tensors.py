"""TensorProto and numpy arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef.proto import caffe2_pb2

# TensorProto.DataType -> numpy type, field that carries it
_FIELDS = {
    caffe2_pb2.TensorProto.FLOAT: (np.float32, "float_data"),
    caffe2_pb2.TensorProto.DOUBLE: (np.float64, "double_data"),
    caffe2_pb2.TensorProto.INT64: (np.int64, "int64_data"),
    caffe2_pb2.TensorProto.INT32: (np.int32, "int32_data"),
    caffe2_pb2.TensorProto.INT16: (np.int16, "int32_data"),
    caffe2_pb2.TensorProto.UINT16: (np.uint16, "int32_data"),
    caffe2_pb2.TensorProto.INT8: (np.int8, "int32_data"),
    caffe2_pb2.TensorProto.UINT8: (np.uint8, "int32_data"),
}
_CODES = {np.dtype(dtype): (code, field) for code, (dtype, field) in _FIELDS.items()}


def CaffeBlobToNumpyArray(blob: Any) -> np.ndarray:
    """A float array of the data of Caffe1's BlobProto, 4-dimensional where it has the old num/channels/height/width."""
    if blob.num != 0:
        shape = [blob.num, blob.channels, blob.height, blob.width]
    else:
        shape = list(blob.shape.dim)
    return np.asarray(blob.data, dtype=np.float32).reshape(*shape)


def Caffe2TensorToNumpyArray(tensor: caffe2_pb2.TensorProto) -> np.ndarray:
    """The array a TensorProto of a numeric type holds.

    Raises:
        RuntimeError: other types (bool, strings, half).
    """
    if tensor.data_type not in _FIELDS:
        raise RuntimeError(f"Tensor data type not supported yet: {tensor.data_type}")
    dtype, field = _FIELDS[tensor.data_type]
    return np.asarray(getattr(tensor, field), dtype=dtype).reshape(tensor.dims)


def NumpyArrayToCaffe2Tensor(arr: np.ndarray, name: str | None = None) -> caffe2_pb2.TensorProto:
    """A TensorProto with the array's shape and values.

    Raises:
        RuntimeError: the type is none of float32, float64 and the signed and unsigned integers up to 32 and 64 bits.
    """
    if arr.dtype not in _CODES:
        raise RuntimeError(f"Numpy data type not supported yet: {arr.dtype}")
    code, field = _CODES[arr.dtype]
    tensor = caffe2_pb2.TensorProto(dims=arr.shape, data_type=code)
    if name:
        tensor.name = name
    getattr(tensor, field).extend(arr.ravel().tolist())
    return tensor


def NHWC2NCHW(tensor: np.ndarray) -> np.ndarray:
    """Moves the channels of (N, ..., C) to (N, C, ...)."""
    assert tensor.ndim >= 1
    return np.moveaxis(tensor, -1, 1) if tensor.ndim > 2 else tensor


def NCHW2NHWC(tensor: np.ndarray) -> np.ndarray:
    """Moves the channels of (N, C, ...) to (N, ..., C)."""
    assert tensor.ndim >= 2
    return np.moveaxis(tensor, 1, -1)
