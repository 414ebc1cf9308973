import numpy as np

from netdef.testing import Case, dequantize, operator_test, quantize, quantized


def int8_softmax(x, axis=1, Y_scale=1.0, Y_zero_point=0):
    if x.data.size == 0:
        return x._replace(scale=Y_scale, zero_point=0)
    real = dequantize(x).reshape(x.data.shape[0], -1)
    e = np.exp(real - real.max(1, keepdims=True))
    return quantize((e / e.sum(1, keepdims=True)).reshape(x.data.shape), Y_scale, Y_zero_point)


PROBABILITY = {"Y_scale": 1 / 256, "Y_zero_point": 0}
test_int8_softmax = operator_test("Int8Softmax", int8_softmax, [
    Case([quantized(3, 10, scale=0.03)], args=PROBABILITY),
    Case([quantized(2, 2, 5, 100, scale=0.1)], args={**PROBABILITY, "axis": 2}),
    Case([quantized(5)], args=PROBABILITY),
    Case([quantized(0, 3)], args=PROBABILITY),
    Case([quantized(3, 0)], args=PROBABILITY),
    Case([quantized(3)], error="Y_scale must be 1/256"),
], atol=1)
