import numpy as np

from netdef.testing import Case, dequantize, operator_test, quantize, quantized
from netdef.workspace import Int8Tensor


def windows(x, kernel, stride=1, pad=0, dilation=1, pads=None, fill=0, global_pooling=0, **_):
    """The taps of every window: an array (taps, N, H', W', C)."""
    if global_pooling:
        return x.reshape(x.shape[0], -1, 1, 1, x.shape[3]).swapaxes(0, 1)
    top, left, bottom, right = pads or [pad] * 4
    x = np.pad(x, ((0, 0), (top, bottom), (left, right), (0, 0)), constant_values=fill)
    extent = dilation * (kernel - 1)
    height, width = x.shape[1] - extent, x.shape[2] - extent
    return np.stack([x[:, i * dilation: i * dilation + height: stride, j * dilation: j * dilation + width: stride]
                     for i in range(kernel) for j in range(kernel)])


def int8_max_pool(x, kernel=1, **args):
    return Int8Tensor(windows(x.data, kernel, **args).max(0), x.scale, x.zero_point)


def int8_max_pool_relu(x, kernel=1, **args):
    y = int8_max_pool(x, kernel, **args)
    return y._replace(data=np.maximum(y.data, np.uint8(x.zero_point)))


def int8_average_pool(x, kernel=1, Y_scale=1.0, Y_zero_point=0, **args):
    return quantize(windows(dequantize(x), kernel, **args).mean(0), Y_scale, Y_zero_point)


def int8_average_pool_relu(x, kernel=1, Y_scale=1.0, Y_zero_point=0, **args):
    return quantize(np.maximum(windows(dequantize(x), kernel, **args).mean(0), 0), Y_scale, Y_zero_point)


X = quantized(2, 7, 6, 5, scale=0.5, zero_point=77)


def cases(**same):
    same = {**same, "order": "NHWC"}
    return [
        Case([X], args={**same, "kernel": 3, "stride": 2, "pad": 1}),
        Case([X], args={**same, "kernel": 2, "stride": 2}),
        Case([X], args={**same, "kernel": 3, "pads": [0, 1, 2, 1]}),
        Case([X], args={**same, "kernel": 2, "dilation": 2}),
        Case([X], args={**same, "global_pooling": 1}),
        Case([quantized(3, 40, 40, 33, scale=0.5, zero_point=77)], args={**same, "kernel": 3}),
        Case([quantized(0, 7, 6, 5, scale=0.5, zero_point=77)], args={**same, "kernel": 3}),
        Case([X], args={**same, "kernel": 1}, error="1x1 pooling"),
        Case([X], args={**same, "kernel": 9}, error="fit"),
        Case([X], args={**same, "order": "NCHW", "kernel": 2}, error="NHWC"),
        Case([quantized(3, 4, scale=0.5, zero_point=77)], args={**same, "kernel": 2}, error="N, H, W, C"),
    ]


SAME = {"Y_scale": 0.5, "Y_zero_point": 77}
test_int8_max_pool = operator_test("Int8MaxPool", int8_max_pool, [
    *cases(**SAME), Case([X], args={"kernel": 2, "order": "NHWC"}, error="Y_zero_point must be")], engines=[""])
test_int8_max_pool_relu = operator_test("Int8MaxPoolRelu", int8_max_pool_relu, cases(**SAME))
test_int8_average_pool = operator_test("Int8AveragePool", int8_average_pool, [
    *cases(Y_scale=0.3, Y_zero_point=100),
    Case([X], args={"kernel": 2, "order": "NHWC", "Y_scale": 1e-4}, error="ratio must be in")], atol=1, engines=[""])
test_int8_average_pool_relu = operator_test("Int8AveragePoolRelu", int8_average_pool_relu,
                                            cases(Y_scale=0.3, Y_zero_point=100), atol=1)
