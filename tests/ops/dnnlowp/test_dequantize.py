import numpy as np

from netdef.testing import Case, quantized
from oracles.dnnlowp import lowp_test, real_value

CASES = [
    Case([quantized(3, 40, scale=0.05, zero_point=7)]),
    Case([quantized(0, 4)]),
    Case([np.zeros(3, np.float32)], error="Int8Tensor"),
]
ALL = ["DNNLOWP", "DNNLOWP_16", "DNNLOWP_ROWWISE", "DNNLOWP_ROWWISE_16"]
test_dequantize = lowp_test("Dequantize", real_value, CASES, ALL, steps=0)
test_int8_dequantize = lowp_test("Int8Dequantize", real_value, CASES, ["DNNLOWP", "DNNLOWP_ROWWISE"], steps=0)
test_row_wise = lowp_test("Int8DequantizeRowWise", real_value, CASES, ["DNNLOWP"], steps=0)
