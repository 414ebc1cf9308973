import numpy as np

from netdef.testing import Case, dequantize, integers, operator_test, quantize, quantized
from netdef.workspace import Int8Tensor


def int8_conv_transpose(x, w, b, order="NHWC", kernels=None, strides=(1, 1), pads=(0, 0, 0, 0), adjs=(0, 0), Y_scale=1.0,
                        Y_zero_point=0):
    real, filters = dequantize(x), dequantize(w)
    batch, height, width, _ = real.shape
    full_h = (height - 1) * strides[0] + kernels[0] + adjs[0]
    full_w = (width - 1) * strides[1] + kernels[1] + adjs[1]
    y = np.zeros((batch, full_h, full_w, w.data.shape[3]))
    for i in range(kernels[0]):
        for j in range(kernels[1]):
            y[:, i: i + (height - 1) * strides[0] + 1: strides[0], j: j + (width - 1) * strides[1] + 1: strides[1]] += (
                real @ filters[:, i, j])
    y = y[:, pads[0]: full_h - pads[2], pads[1]: full_w - pads[3]] + b.data * (x.scale * w.scale)
    return quantize(y, Y_scale, Y_zero_point)


def bias(n):
    return Int8Tensor(integers(n, low=-500, high=500, seed=n), 0.001, 0)


ARGS = {"order": "NHWC", "Y_scale": 1.0, "Y_zero_point": 110}
X = quantized(2, 4, 5, 8, scale=0.05, zero_point=120)
W = quantized(8, 2, 2, 5, scale=0.02, zero_point=127)
test_int8_conv_transpose = operator_test("Int8ConvTranspose", int8_conv_transpose, [
    Case([X, W, bias(5)], args={**ARGS, "kernels": [2, 2], "strides": [2, 2]}),
    Case([X, W, bias(5)], args={**ARGS, "kernels": [2, 2], "strides": [3, 3]}),
    Case([X, quantized(8, 3, 4, 20, scale=0.02), bias(20)],
         args={**ARGS, "kernels": [3, 4], "strides": [2, 1], "pads": [1, 0, 1, 2], "adjs": [1, 0]}),
    Case([quantized(0, 4, 5, 8), W, bias(5)], args={**ARGS, "kernels": [2, 2], "strides": [2, 2]}),
    Case([X, W, bias(4)], args={**ARGS, "kernels": [2, 2]}, error="bias"),
    Case([X, W], args={**ARGS, "kernels": [2, 2]}, error="bias"),
    Case([X, W, bias(5)], args={**ARGS, "kernels": [3, 3]}, error="do not fit"),
    Case([X, W, bias(5)], args={**ARGS, "kernels": [2, 2], "adjs": [1, 1]}, error="adj"),
    Case([X, W, bias(5)], args={**ARGS, "kernels": [2, 2], "pads": [9, 9, 9, 9]}, error="pixels"),
    Case([X, W, bias(5)], args={**ARGS, "kernels": [2, 2], "order": "NCHW"}, error="NHWC"),
    Case([X, W, bias(5)], args={**ARGS, "kernels": [2, 2], "Y_scale": 1e-4}, error="greater or equal to 1.0"),
], atol=1)
