import numpy as np

from netdef.testing import Case, dequantize, operator_test, quantized


def int8_dequantize(x):
    return dequantize(x).astype(np.float32)


test_int8_dequantize = operator_test("Int8Dequantize", int8_dequantize, [
    Case([quantized(2, 3, scale=0.02, zero_point=7)]),
    Case([quantized(40000)]),
    Case([quantized(0, 3)]),
    Case([np.zeros(3, np.float32)], error="Int8Tensor"),
])
