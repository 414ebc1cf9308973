"""Quantized tensors for tests of the Int8 operators."""

from __future__ import annotations

import numpy as np

from netdef.testing.inputs import integers
from netdef.workspace import Int8Tensor


def quantized(*shape: int, scale: float = 0.1, zero_point: int = 128, seed: int | None = None) -> Int8Tensor:
    """A uint8 tensor of `shape` with random bytes."""
    if seed is None:
        seed = int(np.prod(shape)) * 7 + zero_point
    return Int8Tensor(integers(*shape, low=0, high=256, dtype=np.uint8, seed=seed), float(np.float32(scale)), zero_point)


def quantize(real: np.ndarray, scale: float, zero_point: int) -> Int8Tensor:
    """Real values rounded to the nearest byte, ties to even."""
    q = np.rint(np.asarray(real, np.float64) / scale) + zero_point
    return Int8Tensor(np.clip(q, 0, 255).astype(np.uint8), float(np.float32(scale)), zero_point)


def dequantize(tensor: Int8Tensor) -> np.ndarray:
    """The real values, in float64."""
    return (tensor.data.astype(np.float64) - tensor.zero_point) * tensor.scale
