import numpy as np

from netdef.testing import Case, dequantize, integers, operator_test, quantize, quantized
from netdef.workspace import Int8Tensor


def convolve(x, w, b, order="NHWC", kernels=None, strides=(1, 1), pads=(0, 0, 0, 0), dilations=(1, 1), group=1):
    out_channels, kernel_h, kernel_w, depth = w.shape
    x = np.pad(x, ((0, 0), (pads[0], pads[2]), (pads[1], pads[3]), (0, 0)))
    height = (x.shape[1] - dilations[0] * (kernel_h - 1) - 1) // strides[0] + 1
    width = (x.shape[2] - dilations[1] * (kernel_w - 1) - 1) // strides[1] + 1
    y = np.zeros((x.shape[0], height, width, out_channels)) + b
    each = out_channels // group
    for i in range(kernel_h):
        for j in range(kernel_w):
            at = x[:, i * dilations[0]:, j * dilations[1]:][:, : height * strides[0]: strides[0], : width * strides[1]: strides[1]]
            at = at[:, :height, :width]
            for g in range(group):
                y[..., g * each: (g + 1) * each] += at[..., g * depth: (g + 1) * depth] @ w[g * each: (g + 1) * each, i, j].T
    return y


def int8_conv(x, w, b, Y_scale=1.0, Y_zero_point=0, relu=False, **args):
    y = convolve(dequantize(x), dequantize(w), b.data * (x.scale * w.scale), **args)
    return quantize(np.maximum(y, 0) if relu else y, Y_scale, Y_zero_point)


def int8_conv_relu(*inputs, **args):
    return int8_conv(*inputs, relu=True, **args)


def bias(n):
    return Int8Tensor(integers(n, low=-500, high=500, seed=n), 0.001, 0)


ARGS = {"order": "NHWC", "Y_scale": 1.0, "Y_zero_point": 110}
X = quantized(2, 7, 6, 8, scale=0.05, zero_point=120)
W = quantized(5, 3, 3, 8, scale=0.02, zero_point=127)
CASES = [
    Case([X, W, bias(5)], args={**ARGS, "kernels": [3, 3], "pads": [1, 1, 1, 1]}),
    Case([X, W, bias(5)], args={**ARGS, "kernels": [3, 3], "strides": [2, 2]}),
    Case([X, quantized(20, 1, 1, 8, scale=0.02), bias(20)], args={**ARGS, "kernels": [1, 1], "Y_scale": 0.1}),
    Case([X, quantized(6, 3, 2, 4, scale=0.02), bias(6)],
         args={**ARGS, "kernels": [3, 2], "group": 2, "strides": [2, 1], "pads": [0, 1, 2, 1], "dilations": [1, 2]}),
    Case([X, quantized(8, 3, 3, 1, scale=0.02), bias(8)],
         args={**ARGS, "kernels": [3, 3], "group": 8, "pads": [1, 1, 1, 1], "Y_scale": 0.2}),
    Case([quantized(1, 9, 9, 100, scale=0.05), quantized(100, 5, 5, 1, scale=0.02), bias(100)],
         args={**ARGS, "kernels": [5, 5], "group": 100, "pads": [2, 2, 2, 2], "strides": [2, 2], "Y_scale": 0.2}),
    Case([X, quantized(16, 3, 3, 1, scale=0.02), bias(16)], args={**ARGS, "kernels": [3, 3], "group": 8, "Y_scale": 0.2}),
    Case([quantized(2, 30, 30, 40, scale=0.05), quantized(40, 3, 3, 40, scale=0.02), bias(40)],
         args={**ARGS, "kernels": [3, 3], "Y_scale": 2.0}),
    Case([quantized(0, 7, 6, 8), W, bias(5)], args={**ARGS, "kernels": [3, 3]}),
    Case([X, W, bias(4)], args={**ARGS, "kernels": [3, 3]}, error="bias"),
    Case([X, W], args={**ARGS, "kernels": [3, 3]}, error="bias"),
    Case([X, W, bias(5)], args={**ARGS, "kernels": [2, 2]}, error="filter"),
    Case([X, W, bias(5)], args={**ARGS, "kernels": [3, 3], "group": 2}, error="divisible by groups"),
    Case([X, quantized(5, 3, 3, 7), bias(5)], args={**ARGS, "kernels": [3, 3]}, error="does not fit"),
    Case([X, quantized(5, 9, 9, 8), bias(5)], args={**ARGS, "kernels": [9, 9]}, error="fit"),
    Case([X, W, bias(5)], args={**ARGS, "kernels": [3, 3], "order": "NCHW"}, error="NHWC"),
    Case([X, W, bias(5)], args={**ARGS, "kernels": [3, 3], "Y_scale": 1e-3}, error="greater or equal to 1.0"),
]
test_int8_conv = operator_test("Int8Conv", int8_conv, CASES, atol=1, engines=[""])
test_int8_conv_relu = operator_test("Int8ConvRelu", int8_conv_relu, CASES, atol=1, engines=[""])
