import numpy as np

from netdef.testing import Case, normal, quantized
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
