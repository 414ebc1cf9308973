"""Seeded inputs: plain numpy arrays that differ from each other and are the same in every run.

The seed is the place of the call (file, function) and how many calls that place has made, so no test needs to invent one.
"""

from __future__ import annotations

import collections
import os
import sys
import zlib

import numpy as np

_calls: collections.Counter[tuple[str, str]] = collections.Counter()


def _generator(seed: int | None) -> np.random.Generator:
    if seed is None:
        code = sys._getframe(2).f_code
        place = (os.path.basename(code.co_filename), code.co_name)
        _calls[place] += 1
        seed = zlib.crc32(f"{place[0]}:{place[1]}:{_calls[place]}".encode())
    return np.random.default_rng(seed)


def _away(values: np.ndarray, avoid, margin: float) -> np.ndarray:
    """Moves values nearer than `margin` to a point of `avoid` to that distance."""
    for point in np.atleast_1d([] if avoid is None else avoid):
        offset = values - point
        values = np.where(np.abs(offset) < margin, point + np.where(offset < 0, -margin, margin), values)
    return values


def normal(*shape: int, mean: float = 0.0, std: float = 1.0, dtype=np.float32, avoid=None, margin: float = 0.05,
           seed: int | None = None) -> np.ndarray:
    """An array of `shape` with normally distributed values.

    `avoid` names one or several points (kinks of the function under test) that no value comes nearer to than `margin`.
    """
    return np.asarray(_away(_generator(seed).normal(mean, std, shape), avoid, margin), dtype)


def uniform(*shape: int, low: float = 0.0, high: float = 1.0, dtype=np.float32, avoid=None, margin: float = 0.05,
            seed: int | None = None) -> np.ndarray:
    """An array of `shape` with values spread evenly over [low, high); `avoid` as in `normal`."""
    return np.asarray(_away(_generator(seed).uniform(low, high, shape), avoid, margin), dtype)


def integers(*shape: int, low: int = 0, high: int = 10, dtype=np.int32, seed: int | None = None) -> np.ndarray:
    """An array of `shape` with integers of [low, high)."""
    return np.asarray(_generator(seed).integers(low, high, shape), dtype)


def i32(*values) -> np.ndarray:
    """The values as an int32 array."""
    return np.array(values, np.int32)


def i64(*values) -> np.ndarray:
    """The values as an int64 array."""
    return np.array(values, np.int64)


def booleans(*shape: int, probability: float = 0.5, seed: int | None = None) -> np.ndarray:
    """An array of `shape` with True in about `probability` of the places."""
    return np.asarray(_generator(seed).random(shape) < probability)


def distinct(*shape: int, step: float = 0.1, dtype=np.float32, seed: int | None = None) -> np.ndarray:
    """An array of `shape` whose values are at least `step` apart and centred on zero: no ties for max, sort or pooling."""
    n = int(np.prod(shape))
    values = (np.arange(n) - (n - 1) / 2) * step
    return np.asarray(_generator(seed).permutation(values).reshape(shape), dtype)


def lengths(n: int, total: int, *, dtype=np.int32, seed: int | None = None) -> np.ndarray:
    """`n` lengths of segments, zeros among them, that add up to `total`."""
    cuts = np.sort(_generator(seed).integers(0, total + 1, max(n - 1, 0)))
    return np.diff(np.concatenate([[0], cuts, [total]])).astype(dtype)[:n] if n else np.zeros(0, dtype)


def strings(*shape: int, length: int = 6, seed: int | None = None) -> np.ndarray:
    """An object array of `shape` with byte strings of up to `length` letters."""
    rng = _generator(seed)
    out = np.empty(int(np.prod(shape)), dtype=object)
    for i in range(out.size):
        out[i] = bytes(rng.integers(97, 123, rng.integers(0, length + 1)).astype(np.uint8))
    return out.reshape(shape)
