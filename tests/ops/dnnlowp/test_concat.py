import numpy as np

from netdef.testing import Case, normal, quantized
from oracles.dnnlowp import lowp, lowp_test, real_value


def concat(*parts, axis=1):
    return np.concatenate(parts, axis)


def with_sizes(*parts, axis=1, **args):
    sizes = np.int32([real_value(part).shape[axis] for part in parts])
    return lowp(concat, quantize=0)(*parts, axis=axis, **args), sizes


A, B = quantized(4, 30, scale=0.05, zero_point=100), quantized(4, 20, scale=0.03, zero_point=20)
CASES = [Case([A, B]), Case([A, B], {"axis": 1, "Y_scale": 0.11, "Y_zero_point": 90}), Case([normal(4, 3), normal(4, 5)]),
         Case([normal(2, 3), normal(4, 3)], {"axis": 0, "dequantize_output": 1}, atol=0.05), Case([quantized(0, 4), quantized(0, 3)])]
test_concat = lowp_test("Concat", with_sizes, CASES)
test_int8_concat = lowp_test("Int8Concat", with_sizes, [case for case in CASES if "axis" in case.args])
