"""Conv, FC, BatchMatMul and kin in eight bits."""

import numpy as np

from netdef.testing import Case, normal, quantized
from netdef.workspace import Int8Tensor
from oracles.dnnlowp import lowp, lowp_test, rounded


def fc(x, w, b):
    return x.reshape(x.shape[0], w.shape[1]) @ w.T + b


def conv(x, w, b=0.0, order="NCHW", kernel=1):
    if order == "NHWC":
        x, w = np.moveaxis(x, -1, 1), np.moveaxis(w, -1, 1)
    k = kernel
    h, width = x.shape[2] - k + 1, x.shape[3] - k + 1
    y = sum(np.einsum("nchw,mc->nmhw", x[:, :, i:i + h, j:j + width], w[:, :, i, j]) for i in range(k) for j in range(k))
    y = y + np.reshape(b, (-1, 1, 1))
    return y if order == "NCHW" else np.moveaxis(y, 1, -1)


def matmul(a, b, trans_a=0, trans_b=0):
    return (a.swapaxes(-1, -2) if trans_a else a) @ (b.swapaxes(-1, -2) if trans_b else b)


X, XQ = normal(5, 20), quantized(5, 20, scale=0.05, zero_point=100)
W, B = normal(7, 20), normal(7)
FC_CASES = [Case([X, W, B]), Case([XQ, W, B]), Case([XQ, W, B], {"Y_scale": 0.3, "Y_zero_point": 100}), Case([normal(0, 20), W, B])]
ENGINES = ["DNNLOWP", "DNNLOWP_ACC16"]
test_fc = lowp_test("FC", lowp(fc, quantize=2), FC_CASES, ENGINES)
test_int8_fc = lowp_test("Int8FC", lowp(fc, quantize=2), FC_CASES, ENGINES)
test_int8_fc_relu = lowp_test("Int8FCRelu", lowp(fc, quantize=2, relu=True), FC_CASES)


def fc_floats(x, w, b, dequantize_output):
    return (rounded(x) @ rounded(w).T + b).astype(np.float32)


test_fc_to_floats = lowp_test("FC", fc_floats, [Case([X, W, B], {"dequantize_output": 1}, atol=1e-4), Case([XQ, W, B], {"dequantize_output": 1}, atol=1e-4)], ENGINES)


def fc_rows_to_floats(x, w, b, dequantize_output):
    return (rounded(x) @ np.concatenate([rounded(row[None]) for row in w]).T + b).astype(np.float32)


test_fc_row_wise = lowp_test("FC", fc_rows_to_floats, [Case([X, W, B], {"dequantize_output": 1}, atol=1e-4)], ["DNNLOWP_ROWWISE", "DNNLOWP_ROWWISE_16"])

F, FB = normal(6, 4, 2, 2), normal(6)
CONV_CASES = [
    Case([normal(2, 4, 5, 6), F, FB], {"kernel": 2}),
    Case([quantized(2, 4, 5, 6, scale=0.05), F], {"kernel": 2}),
    Case([quantized(2, 5, 6, 4, scale=0.05), np.moveaxis(F, 1, -1).copy(), FB], {"kernel": 2, "order": "NHWC", "Y_scale": 0.3, "Y_zero_point": 110}),
    Case([quantized(0, 4, 5, 6), F, FB], {"kernel": 2}),
]
CONV_ERRORS = [Case([normal(2, 4), F, FB], {"kernel": 2}, error="expected an image and a filter")]
test_conv = lowp_test("Conv", lowp(conv, quantize=2), CONV_CASES + CONV_ERRORS, ENGINES)
test_conv_relu = lowp_test("ConvRelu", lowp(conv, quantize=2, relu=True), CONV_CASES, ENGINES)
test_int8_conv = lowp_test("Int8Conv", lowp(conv, quantize=2), CONV_CASES, ENGINES)
test_int8_conv_relu = lowp_test("Int8ConvRelu", lowp(conv, quantize=2, relu=True), CONV_CASES, ENGINES)


def int8_fc(x, w, b, Y_scale, Y_zero_point):
    bias = b.data * x.scale * w.scale
    return lowp(lambda x, w: x @ w.T + bias)(x, w, Y_scale=Y_scale, Y_zero_point=Y_zero_point)


test_integer_bias = lowp_test("Int8FC", int8_fc, [
    Case([XQ, quantized(7, 20, scale=0.02, zero_point=120), Int8Tensor(np.arange(-300, 400, 100, dtype=np.int32), 0.001, 0)],
         {"Y_scale": 0.3, "Y_zero_point": 100}),
])

MATRIX_CASES = [
    Case([normal(2, 5, 8), normal(2, 8, 4)]),
    Case([quantized(2, 8, 5, scale=0.05), quantized(2, 4, 8, scale=0.02, zero_point=9)], {"trans_a": 1, "trans_b": 1}),
    Case([normal(2, 5, 8), normal(2, 8, 4)], {"Y_scale": 0.1, "Y_zero_point": 120}),
]
test_batch_mat_mul = lowp_test("BatchMatMul", lowp(matmul), MATRIX_CASES)
test_int8_batch_mat_mul = lowp_test("Int8BatchMatMul", lowp(matmul), MATRIX_CASES)
