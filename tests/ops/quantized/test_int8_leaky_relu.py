import numpy as np

from netdef.testing import Case, dequantize, operator_test, quantize, quantized


def int8_leaky_relu(x, alpha=0.01, Y_scale=1.0, Y_zero_point=0):
    real = dequantize(x)
    return quantize(np.where(real < 0, real * alpha, real), Y_scale, Y_zero_point)


X = quantized(4, 300, scale=0.02)
test_int8_leaky_relu = operator_test("Int8LeakyRelu", int8_leaky_relu, [
    Case([X], args={"Y_scale": 0.05, "Y_zero_point": 100, "alpha": 0.1}),
    Case([X], args={"Y_scale": 0.02, "Y_zero_point": 128}),
    Case([quantized(0, 3, scale=0.5)]),
    Case([X], args={"alpha": 2.0, "Y_scale": 0.02}, error="alpha"),
    Case([X], args={"Y_scale": 100.0}, error="scale"),
], atol=1)
