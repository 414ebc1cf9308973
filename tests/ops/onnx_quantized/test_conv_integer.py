import numpy as np

from netdef.testing import Case, integers
from oracles.onnx_reference import reference
from netdef.testing import operator_test


def conv_integer(x, w, x_zero=np.uint8(0), w_zero=np.uint8(0), **args):
    w_zero = np.asarray(w_zero, np.float64).reshape(-1, *[1] * (w.ndim - 1))
    conv = reference("Conv")(x.astype(np.float64) - np.float64(x_zero), w.astype(np.float64) - w_zero, **args)
    return conv.astype(np.int32)


X, W = integers(2, 4, 6, 5, high=120).astype(np.uint8), integers(6, 4, 3, 2, high=120).astype(np.uint8)

test_conv_integer = operator_test("ConvInteger", conv_integer, [
    Case([X, W]),
    Case([X, W, np.uint8(5), np.uint8(3)], args={"pads": [1, 1, 1, 1], "strides": [2, 1]}),
    Case([X, W, np.uint8(5), np.arange(6, dtype=np.uint8)]),
    Case([X, W[:, :2], np.uint8(5)], args={"group": 2}),
    Case([X.astype(np.int8), W.astype(np.int8)]),
    Case([X, W[:, :3]], error="does not fit"),
    Case([X, W, np.uint8(5), np.arange(5, dtype=np.uint8)], error="for each output channel"),
], domain="ai.onnx")
