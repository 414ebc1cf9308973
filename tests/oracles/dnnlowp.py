"""What engines DNNLOWP* should give: the float operator on the values that quantized inputs stand for, quantized."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from netdef.testing import Case, operator_test
from netdef.workspace import Int8Tensor

WHY = "the engine quantizes what the plain kernel does in floats"


def parameters(low: float, high: float, symmetric: bool = False) -> tuple[float, int]:
    """Scale and zero point of bytes for values in [low, high]."""
    low, high = min(float(low), 0.0), max(float(high), 0.0)
    symmetric = symmetric and low < 0 < high
    if symmetric:
        unit = max(-low / 128, high / 127)
        low, high = -128 * unit, 127 * unit
    scale = float(np.float32((high - low) / 255)) or 0.1
    if symmetric:
        return scale, 128
    from_low, from_high = -low / scale, 255 - high / scale
    zero = from_low if abs(low / scale) < 255 + abs(high / scale) else from_high
    return scale, int(np.rint(np.clip(zero, 0, 255)))


def range_of(x: np.ndarray) -> tuple[float, float]:
    return (x.min(), x.max()) if x.size else (0.0, 0.0)


def to_bytes(real: np.ndarray, scale: float, zero: int, dtype=np.uint8) -> Int8Tensor:
    q = np.rint(np.asarray(real, np.float64) / scale + zero)
    return Int8Tensor(np.clip(q, 0, 255).astype(dtype), float(np.float32(scale)), zero)


def real_value(x: Any) -> np.ndarray:
    """The values of a quantized tensor; anything else as it is."""
    return (x.data.astype(np.float64) - x.zero_point) * x.scale if isinstance(x, Int8Tensor) else x


def rounded(x: Any) -> Any:
    """A float tensor as it is after quantization by its own range."""
    return real_value(to_bytes(x, *parameters(*range_of(x)))) if isinstance(x, np.ndarray) and x.dtype == np.float32 else real_value(x)


def lowp(operator: Callable, quantize: int | None = None, relu: bool = False) -> Callable:
    """The oracle of `operator` under such an engine; its first `quantize` inputs (all by default) are quantized."""

    def oracle(*inputs, Y_scale=None, Y_zero_point=0, dequantize_output=0, **args):
        count = len(inputs) if quantize is None else quantize
        exact = operator(*[real_value(x) for x in inputs], **args)
        y = operator(*[rounded(x) if i < count else real_value(x) for i, x in enumerate(inputs)], **args)
        scale, zero = (Y_scale, Y_zero_point) if Y_scale is not None else parameters(*range_of(np.asarray(exact)))
        if relu:
            y = np.maximum(y, 0)
            scale, zero = parameters(0, (255 - zero) * scale) if Y_scale is not None else parameters(0, max(range_of(exact)[1], 0))
        q = to_bytes(y, scale, zero)
        return real_value(q).astype(np.float32) if dequantize_output else q

    return oracle


def lowp_test(op_type: str, oracle: Callable, cases: list[Case], engines=("DNNLOWP",), steps: int = 1, **options):
    """As operator_test; values may be `steps` apart."""
    return operator_test(op_type, oracle, cases, engines=list(engines), atol=steps, why=WHY, gradient=False, **options)
