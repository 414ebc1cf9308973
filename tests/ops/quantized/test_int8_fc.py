import numpy as np

from netdef.testing import Case, dequantize, integers, operator_test, quantize, quantized
from netdef.workspace import Int8Tensor


def int8_fc(x, w, b, Y_scale=1.0, Y_zero_point=0):
    filters = dequantize(w).reshape(w.data.shape[0], -1)
    real = dequantize(x).reshape(-1, filters.shape[1]) @ filters.T
    return quantize(real + b.data * (x.scale * w.scale), Y_scale, Y_zero_point)


def bias(n, scale=0.002):
    return Int8Tensor(integers(n, low=-500, high=500, seed=n), scale, 0)


X = quantized(3, 2, 5, scale=0.05, zero_point=120)
W = quantized(6, 10, scale=0.04, zero_point=100)
ARGS = {"Y_scale": 0.5, "Y_zero_point": 100}
test_int8_fc = operator_test("Int8FC", int8_fc, [
    Case([X, W, bias(6)], args=ARGS),
    Case([quantized(1, 70, scale=0.05), quantized(37, 70, scale=0.01), bias(37)], args={**ARGS, "Y_scale": 0.02}),
    Case([quantized(9, 300, scale=0.05), quantized(33, 300, scale=0.01), bias(33)], args=ARGS),
    Case([quantized(70, 300, scale=0.05), quantized(100, 3, 100, scale=0.01), bias(100)], args=ARGS),
    Case([quantized(0, 10), W, bias(6)], args=ARGS),
    Case([X, quantized(6, 9), bias(6)], args=ARGS, error="same size"),
    Case([X, W, bias(5)], args=ARGS, error="bias"),
    Case([X, W, bias(6)], args={"Y_scale": 0.001}, error="greater or equal to 1.0"),
    Case([X, W, np.zeros(6, np.float32)], args=ARGS, error="Int8Tensor"),
], atol=1, engines=[""])
