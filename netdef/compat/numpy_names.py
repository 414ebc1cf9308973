"""Names that numpy has dropped and scripts of Caffe2's time use."""

from __future__ import annotations

import numpy as np

_NAMES = {
    # dropped by numpy 1.23
    "asscalar": lambda a: np.asarray(a).item(),
    # dropped by numpy 1.24; bool and long are back since 2.0, as numpy's own types
    "bool": bool,
    "complex": complex,
    "float": float,
    "int": int,
    "long": int,
    "object": object,
    "str": str,
    "unicode": str,
    # dropped by numpy 2.0
    "Inf": np.inf,
    "Infinity": np.inf,
    "NINF": -np.inf,
    "NaN": np.nan,
    "PINF": np.inf,
    "alltrue": np.all,
    "asfarray": lambda a, dtype=np.float64: np.asarray(a, dtype=dtype),
    "bool8": np.bool_,
    "complex_": np.complex128,
    "cumproduct": np.cumprod,
    "float_": np.float64,
    "infty": np.inf,
    "mat": np.asmatrix,
    "msort": lambda a: np.sort(a, axis=0),
    "product": np.prod,
    "round_": np.round,
    "sometrue": np.any,
    "string_": np.bytes_,
    "unicode_": np.str_,
    # deprecated since numpy 2.0, gone in 2.4 but for row_stack
    "in1d": lambda ar1, ar2, *args, **kwargs: np.isin(np.ravel(ar1), ar2, *args, **kwargs),
    "row_stack": np.vstack,
    "trapz": getattr(np, "trapezoid", None),  # an older numpy has trapz
}


def supply_numpy_names() -> None:
    """Gives numpy back np.int, np.float_, np.product and their like where it lacks them, and lets it write scalars as it did: 1.0, not np.float32(1.0)."""
    for name, value in _NAMES.items():
        if name not in vars(np):
            setattr(np, name, value)
    if np.lib.NumpyVersion(np.__version__) >= "2.0.0":
        np.set_printoptions(legacy="1.25")
