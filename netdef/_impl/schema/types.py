"""numpy types of columns against the element types of tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.core.data_type import DataType

_TYPES = (
    (np.str_, DataType.STRING, str),
    (np.float16, DataType.FLOAT16, np.float16),
    (np.float32, DataType.FLOAT, np.float32),
    (np.float64, DataType.DOUBLE, np.float64),
    (np.bool_, DataType.BOOL, bool),
    (np.int8, DataType.INT8, np.int8),
    (np.int16, DataType.INT16, np.int16),
    (np.int32, DataType.INT32, np.int32),
    (np.int64, DataType.INT64, np.int64),
    (np.uint8, DataType.UINT8, np.uint8),
    (np.uint16, DataType.UINT16, np.uint16),
)


def data_type_for_dtype(dtype: Any) -> int:
    """The core.DataType for a numpy type.

    Raises:
        TypeError: tensors have no such elements.
    """
    base = np.dtype(dtype).base
    for known, core_type, _ in _TYPES:
        if base.type is known:
            return core_type
    raise TypeError(f"Unknown dtype: {base}")


def dtype_for_core_type(core_type: int) -> Any:
    """The Python or numpy type for a core.DataType.

    Raises:
        TypeError: there is none.
    """
    for _, known, dtype in _TYPES:
        if core_type == known:
            return dtype
    raise TypeError(f"Unknown core type: {core_type}")
