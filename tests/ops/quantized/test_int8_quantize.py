import numpy as np

from netdef.testing import Case, normal, operator_test, quantize


def int8_quantize(x, *_, Y_scale=1.0, Y_zero_point=0):
    return quantize(x, np.float32(Y_scale), Y_zero_point)


test_int8_quantize = operator_test("Int8Quantize", int8_quantize, [
    Case([normal(3, 4)], args={"Y_scale": 0.02, "Y_zero_point": 128}),
    Case([normal(30000)], args={"Y_scale": 0.03, "Y_zero_point": 255}, atol=1),
    Case([np.array([0.5, 1.5, 2.5, -0.5, -1.5, 300, -300, 1e9, -1e10, -np.inf], np.float32)], args={"Y_zero_point": 10}),
    Case([normal(0, 3)]),
    Case([np.float32(3)], args={"Y_scale": 0.5}),
    Case([normal(2), normal(2)], args={"Y_scale": 0.5, "Y_zero_point": 1}),
    Case([np.zeros(3, np.int64)], error="float"),
])

# What no int32 holds gives the lowest value.
test_beyond_int32 = operator_test("Int8Quantize", int8_quantize, [
    Case([np.array([1e10, np.inf, np.nan], np.float32)], args={"Y_zero_point": 10},
         expected=quantize(np.full(3, -10.0), 1.0, 10)),
])
