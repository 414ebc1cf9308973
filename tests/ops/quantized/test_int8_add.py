import numpy as np

from netdef.testing import Case, dequantize, operator_test, quantize, quantized


def int8_add(a, b, Y_scale=1.0, Y_zero_point=0):
    return quantize(dequantize(a) + dequantize(b), Y_scale, Y_zero_point)


def int8_add_relu(a, b, Y_scale=1.0, Y_zero_point=0):
    return quantize(np.maximum(dequantize(a) + dequantize(b), 0), Y_scale, Y_zero_point)


A = quantized(2, 3, 5, scale=0.05, zero_point=120)
B = quantized(2, 3, 5, scale=0.03, zero_point=130)
CASES = [
    Case([A, B], args={"Y_scale": 0.08, "Y_zero_point": 127}),
    Case([A, A], args={"Y_scale": 0.2, "Y_zero_point": 3}),
    Case([quantized(40000, scale=0.01), quantized(40000, zero_point=0)], args={"Y_scale": 0.1, "Y_zero_point": 9}),
    Case([quantized(0, 4), quantized(0, 4)], args={"Y_scale": 0.1, "Y_zero_point": 9}),
    Case([quantized(0), quantized(0)]),
    Case([A, quantized(2, 15)], args={"Y_scale": 0.1}, error="same shape"),
    Case([A, B], args={"Y_scale": 1e-5}, error="scale ratio must be in"),
    Case([A, B], args={"Y_scale": -1.0}, error="finite and positive"),
    Case([np.zeros((2, 3), np.float32), B], args={"Y_scale": 0.1}, error="Int8Tensor|same shape"),
]
EXACT = {"atol": 1, "why": "the oracle rounds ties differently"}

test_int8_add = operator_test("Int8Add", int8_add, CASES, **EXACT)
test_int8_sum = operator_test("Int8Sum", int8_add, [*CASES, Case([A], error="two inputs"), Case([A, A, A], error="two inputs")], **EXACT)
test_int8_add_relu = operator_test("Int8AddRelu", int8_add_relu, CASES, **EXACT)
test_int8_sum_relu = operator_test("Int8SumRelu", int8_add_relu, CASES, **EXACT)
