"""For tests of operators in ONNX's domains."""

from __future__ import annotations

from typing import Any

import numpy as np


def tensor_argument(name: str, value: np.ndarray) -> dict[str, Any]:
    """The three arguments that stand for a tensor attribute."""
    if value.dtype.kind in "OSU":
        data: Any = [x if isinstance(x, bytes) else str(x).encode() for x in value.ravel().tolist()]
        return {name: data, f"{name}_dtype": "string", f"{name}_dims": list(value.shape)}
    return {name: np.ascontiguousarray(value).tobytes(), f"{name}_dtype": value.dtype.name, f"{name}_dims": list(value.shape)}
