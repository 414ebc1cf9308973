import numpy as np

from netdef.testing import Case, normal, quantized
from netdef.workspace import Int8Tensor
from oracles.dnnlowp import lowp, lowp_test


def add(a, b, broadcast=0):
    return a + b


def total(*terms):
    return sum(np.float64(t) for t in terms)


A, B = quantized(4, 30, scale=0.05, zero_point=100), quantized(4, 30, scale=0.03, zero_point=20)
STATIC = {"Y_scale": 0.11, "Y_zero_point": 90}
PAIRS = [Case([A, B]), Case([A, B], STATIC), Case([A, B], {"dequantize_output": 1}, atol=0.06), Case([quantized(0), quantized(0)])]
FLOATS = [normal(4, 30), normal(4, 30)]
ADD_CASES = [*PAIRS, Case(FLOATS), Case(FLOATS, STATIC), Case([normal(2, 3, 4), normal(4)], {"broadcast": 1})]
SUM_CASES = [*PAIRS, Case([A, B, A]), Case([A, B, A], STATIC), Case([A])]
test_add = lowp_test("Add", lowp(add), ADD_CASES)
test_int8_add = lowp_test("Int8Add", lowp(add), ADD_CASES)
test_sum = lowp_test("Sum", lowp(total), SUM_CASES, inplace=False)
test_int8_sum = lowp_test("Int8Sum", lowp(total), SUM_CASES, inplace=False)
RELU_CASES = [case for case in SUM_CASES if "dequantize_output" not in case.args]
test_sum_relu = lowp_test("SumRelu", lowp(total, relu=True), RELU_CASES, inplace=False)
test_int8_sum_relu = lowp_test("Int8SumRelu", lowp(total, relu=True), RELU_CASES, inplace=False)
test_float_terms = lowp_test("Sum", lowp(total), [
    Case([np.float32([0, 0]), np.float32([2, -1]), np.float32([3, 1])]),
    Case([np.float32([2, 1]), np.float32([2, 0.5])], expected=lowp(total)(np.float32([1, 1]), np.float32([1, 0.5]), Y_scale=4 / 255),
         id="cut-off-in-the-middle-of-the-range"),
], inplace=False)


# Sums that lie between two steps, as Caffe2 1.8.1 rounded them on one thread: 32 together, then four one by one.
BETWEEN = [[203, 193, 198, 193, 187, 205, 187, 186, 215, 190, 203, 200, 193, 173, 195, 172, 173, 45, 200, 172, 185, 195, 173, 190, 199, 203,
            185, 195, 182, 173, 208, 151, 173, 172, 63, 172],
           [1, 55, 4, 55, 33, 35, 65, 16, 13, 28, 1, 6, 23, 19, 9, 58, 19, 251, 6, 58, 31, 9, 51, 28, 13, 33, 31, 9, 4, 83, 30, 61, 51, 90,
            221, 90],
           [240, 254, 238, 254, 242, 255, 254, 235, 253, 243, 240, 241, 242, 228, 239, 242, 228, 235, 241, 242, 241, 239, 240, 243, 243, 252,
            241, 239, 228, 252, 254, 231, 241, 255, 236, 255]]
LEFT, RIGHT, SUM = (Int8Tensor(np.uint8(q), scale, zero) for q, scale, zero in zip(BETWEEN, (0.05, 0.03, 0.08), (10, 20, 127)))
ROUNDING = [Case([LEFT, RIGHT], {"Y_scale": 0.08, "Y_zero_point": 127}, expected=[SUM], atol=0)]
test_rounding_of_int8_sum = lowp_test("Int8Sum", None, ROUNDING, inplace=False)
test_rounding_of_int8_add = lowp_test("Int8Add", None, ROUNDING)
test_what_follows_decides_the_quantization = lowp_test("Sum", None, [
    Case([quantized(0), quantized(0)], {"followed_by": name, "Y_scale": 0.1}, expected=[Int8Tensor(np.zeros(0, np.uint8), limit / 127, 128)])
    for name, limit in (("Sigmoid", 6), ("Tanh", 3))
], inplace=False)
