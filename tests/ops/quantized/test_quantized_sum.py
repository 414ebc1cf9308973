import numpy as np

from netdef.testing import Case, integers, operator_test
from oracles.quantized import dequantized, quantized


def quantized_sum(a, b, A_scale, B_scale, Y_scale, A_zero_point=0, B_zero_point=0, Y_zero_point=0, low=0, high=255):
    return quantized(dequantized(a, A_scale, A_zero_point) + dequantized(b, B_scale, B_zero_point), Y_scale, Y_zero_point, low, high)


A, B = integers(2, 3, 50, high=256, dtype=np.uint8), integers(2, 3, 50, high=256, dtype=np.uint8, seed=9)
ARGS = {"A_scale": 0.3, "A_zero_point": 100, "B_scale": 0.05, "B_zero_point": 130, "Y_scale": 0.25, "Y_zero_point": 128}

test_quantized_sum = operator_test("QuantizedSum", quantized_sum, [
    Case([A, B], args=ARGS),
    Case([A, B], args={**ARGS, "low": 128, "high": 140}),
    Case([A, B[:1, :, :1]], args=ARGS),
    Case([A[0, 0, :0], B[0, 0, :0]], args=ARGS),
    Case([A, B.astype(np.float32)], args=ARGS, error="uint8"),
    Case([A, B[:, :2]], args=ARGS, error="broadcast|shape"),
], domain="netdef")
