from netdef.testing import Case, normal, quantized
from oracles.dnnlowp import lowp, lowp_test


def linear(x, a, b):
    return x * a + b


A, B = normal(30), normal(30)
CASES = [Case([quantized(4, 30, scale=0.05, zero_point=100), A, B]), Case([normal(4, 30), A, B]), Case([normal(4, 30), A, B], {"dequantize_output": 1}, atol=0.1),
         Case([normal(4, 30), A, B], {"Y_scale": 0.1, "Y_zero_point": 90}), Case([normal(0, 30), A, B])]
test_elementwise_linear = lowp_test("ElementwiseLinear", lowp(linear, quantize=2), CASES)
test_int8_elementwise_linear = lowp_test("Int8ElementwiseLinear", lowp(linear, quantize=2), CASES)
