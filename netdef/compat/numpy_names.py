"""Names that numpy has dropped and scripts of Caffe2's time use."""

from __future__ import annotations

import numpy as np

_NAMES = {
    "bool": bool,
    "complex": complex,
    "float": float,
    "int": int,
    "long": int,
    "object": object,
    "str": str,
    "unicode": str,
}


def _asscalar(a: np.ndarray) -> object:
    return np.asarray(a).item()


def supply_numpy_names() -> None:
    """Gives numpy back np.int, np.float, np.bool and their like, and np.asscalar, where it lacks them."""
    for name, value in {**_NAMES, "asscalar": _asscalar}.items():
        if name not in vars(np):
            setattr(np, name, value)
