"""The tables of onnx.mapping, which the package onnx no longer has and scripts of Caffe2's time read; see netdef.compat."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto, helper

_NUMPY_TYPES = (
    np.float32, np.uint8, np.int8, np.uint16, np.int16, np.int32, np.int64, np.bool_, np.float16, np.float64,
    np.complex64, np.complex128, np.uint32, np.uint64, np.object_,
)

NP_TYPE_TO_TENSOR_TYPE = {np.dtype(t): int(helper.np_dtype_to_tensor_dtype(np.dtype(t))) for t in _NUMPY_TYPES}
TENSOR_TYPE_TO_NP_TYPE = {code: dtype for dtype, code in NP_TYPE_TO_TENSOR_TYPE.items()}
TENSOR_TYPE_TO_STORAGE_TENSOR_TYPE = {
    code: int(helper.tensor_dtype_to_storage_tensor_dtype(code)) for code in (*TENSOR_TYPE_TO_NP_TYPE, TensorProto.BFLOAT16)
}
STORAGE_TENSOR_TYPE_TO_FIELD = {
    code: helper.tensor_dtype_to_field(code)
    for code in (TensorProto.FLOAT, TensorProto.INT32, TensorProto.INT64, TensorProto.UINT16, TensorProto.DOUBLE, TensorProto.COMPLEX64,
                 TensorProto.COMPLEX128, TensorProto.UINT32, TensorProto.UINT64, TensorProto.STRING, TensorProto.BOOL)
}
