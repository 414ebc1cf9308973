import numpy as np

from netdef.testing import Case, dequantize, operator_test, quantize, quantized


def int8_sigmoid(x, Y_scale=1.0, Y_zero_point=0):
    return quantize(1 / (1 + np.exp(-dequantize(x))), Y_scale, Y_zero_point)


PROBABILITY = {"Y_scale": 1 / 256, "Y_zero_point": 0}
test_int8_sigmoid = operator_test("Int8Sigmoid", int8_sigmoid, [
    Case([quantized(4, 300, scale=0.03)], args=PROBABILITY),
    Case([quantized(4, 300, scale=0.3, zero_point=0)], args=PROBABILITY),
    Case([quantized(0, 3)], args=PROBABILITY),
    Case([quantized(3)], error="Y_scale must be 1/256"),
    Case([quantized(3)], args={"Y_scale": 1 / 256, "Y_zero_point": 2}, error="Y_zero_point must be 0"),
], atol=1)
