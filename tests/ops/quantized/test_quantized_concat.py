import numpy as np

from netdef.testing import Case, integers, operator_test
from oracles.quantized import dequantized, quantized


def concat(*parts, X_scales, X_zero_points, Y_scale, Y_zero_point=0, axis=1, low=0, high=255):
    real = np.concatenate([dequantized(part, scale, zero) for part, scale, zero in zip(parts, X_scales, X_zero_points)], axis)
    return quantized(real, Y_scale, Y_zero_point, low, high)


A, B = integers(2, 3, 5, 4, high=256, dtype=np.uint8), integers(2, 7, 5, 4, high=256, dtype=np.uint8)
ARGS = {"X_scales": [0.05, 0.02], "X_zero_points": [100, 7], "Y_scale": 0.05, "Y_zero_point": 100}

test_quantized_concat = operator_test("QuantizedConcat", concat, [
    Case([A, B], args=ARGS),
    Case([A, B], args={**ARGS, "low": 100, "high": 180}),
    Case([A, A], args={**ARGS, "axis": -1}),
    Case([A], args={**ARGS, "X_scales": [0.3], "X_zero_points": [0]}),
    Case([A, B], args={**ARGS, "axis": 2}, error="does not fit"),
    Case([A], args=ARGS, error="a scale for each part"),
    Case([A, B.astype(np.int8)], args=ARGS, error="uint8"),
    Case([A, B], args={**ARGS, "X_scales": [0.05, -1.0]}, error="finite and positive"),
], domain="netdef")
