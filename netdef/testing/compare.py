"""Compares an output with what it should be."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef.workspace import Int8Tensor


def difference(expected: Any, got: Any, rtol: float, atol: float) -> str | None:
    """None where `got` is `expected` within tolerance, else how it differs."""
    if isinstance(expected, Int8Tensor):
        return _int8_difference(expected, got, atol)
    if isinstance(expected, (bytes, str)):
        expected = expected.encode() if isinstance(expected, str) else expected
        return None if got == expected else f"is {got!r}, expected {expected!r}"
    if isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            return f"has {len(got)} items, expected {len(expected)}"
        whys = (difference(e, g, rtol, atol) for e, g in zip(expected, got))
        return next((f"item {i} {why}" for i, why in enumerate(whys) if why), None)
    if not isinstance(got, np.ndarray):
        return f"is no tensor but {type(got).__name__} {got!r:.80}"
    expected = np.asarray(expected)
    if got.shape != expected.shape:
        return f"has shape {got.shape}, expected {expected.shape}"
    if expected.dtype.kind in "OSU":
        want = [x.encode() if isinstance(x, str) else x for x in expected.ravel().tolist()]
        return None if got.ravel().tolist() == want else f"is {got.tolist()!r:.200}, expected {want!r:.200}"
    if got.dtype != expected.dtype and not (got.dtype.kind == "f" and expected.dtype == np.float64):
        return f"has type {got.dtype}, expected {expected.dtype}"
    if got.dtype.kind == "V":  # of ml_dtypes
        got, expected = got.astype(np.float64), expected.astype(np.float64)
    if got.dtype.kind == "c":
        wrong = ~np.isclose(got, expected, rtol=rtol, atol=atol, equal_nan=True)
    elif got.dtype.kind != "f":
        wrong = np.asarray(got != expected)
    else:
        wrong = ~np.isclose(got.astype(np.float64), expected.astype(np.float64), rtol=rtol, atol=atol, equal_nan=True)
    if not wrong.any():
        return None
    at = tuple(int(i) for i in np.argwhere(wrong)[0]) if wrong.ndim else ()
    text = f"differs in {int(wrong.sum())} of {wrong.size} values, at {list(at)} {got[at]!r} instead of {expected[at]!r}"
    if got.dtype.kind == "f":
        with np.errstate(all="ignore"):
            text += f", at most by {np.nanmax(np.abs(got.astype(np.float64) - expected.astype(np.float64))):g}"
    return text


def _int8_difference(expected: Int8Tensor, got: Any, steps: float) -> str | None:
    """Quantized values may be `steps` apart (a tolerance below 1 is none)."""
    if not isinstance(got, Int8Tensor):
        return f"is no int8 tensor but {type(got).__name__}"
    if got.zero_point != expected.zero_point or not np.isclose(got.scale, expected.scale, rtol=1e-5):
        return f"has scale {got.scale}, zero point {got.zero_point}, expected {expected.scale}, {expected.zero_point}"
    if got.data.shape == expected.data.shape and got.data.dtype == expected.data.dtype:
        if np.all(np.abs(got.data.astype(np.int64) - expected.data.astype(np.int64)) <= steps):
            return None
    return difference(expected.data, got.data, 0, 0)
