"""Operators that hold a tensor's values."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.operator import CreateOperator

_FILL_OF_TYPE = {
    np.dtype(np.float32): "GivenTensorFill",
    np.dtype(np.float64): "GivenTensorDoubleFill",
    np.dtype(np.bool_): "GivenTensorBoolFill",
    np.dtype(np.int16): "GivenTensorInt16Fill",
    np.dtype(np.int32): "GivenTensorIntFill",
    np.dtype(np.int64): "GivenTensorInt64Fill",
}


def add_tensor(net: Any, name: Any, blob: np.ndarray) -> None:
    """Appends to a NetDef a filler that writes these values into the blob `name`.

    Raises:
        KeyError: there is no filler for the array's type.
    """
    if blob.dtype == np.uint8:
        operator, values = "GivenTensorByteStringToUInt8Fill", [blob.tobytes()]
    elif blob.dtype.kind in "OSU":
        operator, values = "GivenTensorStringFill", [_as_bytes(value) for value in blob.flat]
    elif blob.dtype in _FILL_OF_TYPE:
        operator, values = _FILL_OF_TYPE[blob.dtype], blob.flatten().tolist()
    else:
        raise KeyError(f"{name} is of type {blob.dtype}, for which there is no filler")
    net.op.append(CreateOperator(operator, [], [BlobReference(str(name))], shape=blob.shape, values=values))


def _as_bytes(value: Any) -> bytes:
    assert isinstance(value, (str, bytes)), f"expected an array of str or bytes, it holds {type(value)}"
    return value.encode() if isinstance(value, str) else value

