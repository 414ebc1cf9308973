from netdef.testing import Case, normal, quantized
from oracles.dnnlowp import lowp, lowp_test


def mul(a, b, broadcast=0):
    return a * b


A, B = quantized(4, 30, scale=0.05, zero_point=100), quantized(4, 30, scale=0.03, zero_point=20)
CASES = [Case([A, B]), Case([A, B], {"Y_scale": 0.1, "Y_zero_point": 90}), Case([A, B], {"dequantize_output": 1}, atol=0.2),
         Case([normal(4, 30), normal(4, 30)]), Case([normal(2, 3, 4), normal(4)], {"broadcast": 1}), Case([quantized(0), quantized(0)])]
test_mul = lowp_test("Mul", lowp(mul), CASES)
test_int8_mul = lowp_test("Int8Mul", lowp(mul), CASES)
