import numpy as np

from netdef.testing import Case, integers, operator_test
from oracles.onnx_reference import reference


def qlinear_conv(x, x_scale, x_zero, w, w_scale, w_zero, y_scale, y_zero, b=None, **args):
    column = lambda v: np.asarray(v, np.float64).reshape(-1, *[1] * (w.ndim - 1))
    sums = reference("Conv")(x.astype(np.float64) - np.float64(x_zero), w.astype(np.float64) - column(w_zero), **args)
    if b is not None:
        sums = sums + b.reshape(1, -1, 1, 1)
    scale = np.float32(x_scale) * np.asarray(w_scale, np.float32) / np.float32(y_scale)
    y = np.round(sums.astype(np.float32) * scale.reshape(1, -1, 1, 1)) + np.float32(y_zero)
    info = np.iinfo(np.asarray(y_zero).dtype)
    return np.clip(y, info.min, info.max).astype(info.dtype)


X, W = integers(2, 4, 6, 5, high=120).astype(np.uint8), integers(6, 4, 3, 2, high=120).astype(np.uint8)
S = np.float32

test_qlinear_conv = operator_test("QLinearConv", qlinear_conv, [
    Case([X, S(0.1), np.uint8(5), W, S(0.2), np.uint8(3), S(20), np.uint8(9)]),
    Case([X, S(0.1), np.uint8(5), W, np.linspace(0.1, 0.6, 6).astype(S), np.arange(6, dtype=np.uint8), S(20), np.int8(9)], args={"pads": [1, 1, 1, 1]}),
    Case([X, S(0.1), np.uint8(5), W, S(0.2), np.uint8(3), S(20), np.uint8(9), integers(6, high=9999)]),
    Case([X, S(0.1), np.uint8(5), W, np.ones(5, S), np.uint8(3), S(20), np.uint8(9)], error="one for each of 6 channels"),
    Case([X, S(0.1), np.uint8(5), W, S(0.2), np.uint8(3), S(20), np.uint8(9), integers(5)], error="for each channel"),
], domain="ai.onnx")
