import numpy as np

from netdef.testing import Case, operator_test, quantized
from netdef.workspace import Int8Tensor


def int8_relu(x, Y_scale=1.0, Y_zero_point=0):
    return Int8Tensor(np.maximum(x.data, x.zero_point).astype(np.uint8), x.scale, x.zero_point)


X = quantized(2, 3, 5, scale=0.5, zero_point=100)
test_int8_relu = operator_test("Int8Relu", int8_relu, [
    Case([X], args={"Y_scale": 0.5, "Y_zero_point": 100}),
    Case([quantized(40000, scale=0.5, zero_point=9)], args={"Y_scale": 0.5, "Y_zero_point": 9}),
    Case([quantized(0, 3, scale=1.0, zero_point=0)]),
    Case([X], args={"Y_scale": 0.5}, error="Y_zero_point must be"),
    Case([X], args={"Y_zero_point": 100}, error="Y_scale must be"),
])
