import numpy as np

from netdef.testing import Case, operator_test, quantized
from netdef.workspace import Int8Tensor


def int8_concat(*xs, axis=0, order=None, Y_scale=1.0, Y_zero_point=0):
    if order is not None:
        axis = {"NHWC": 3, "NCHW": 1}[order]
    joined = np.concatenate([x.data for x in xs], axis)
    return Int8Tensor(joined, xs[0].scale, xs[0].zero_point), np.array([x.data.shape[axis] for x in xs], np.int32)


SAME = {"Y_scale": 0.5, "Y_zero_point": 7}
A = quantized(2, 4, 5, 3, scale=0.5, zero_point=7)
B = quantized(2, 1, 5, 3, scale=0.5, zero_point=7)
OTHER = quantized(2, 4, 5, 3, scale=0.25, zero_point=9)
test_int8_concat = operator_test("Int8Concat", int8_concat, [
    Case([A, B, A], args={**SAME, "axis": 1}),
    Case([A, A], args={**SAME, "axis": 3}),
    Case([A, OTHER], args=SAME),
    Case([A, B], args={**SAME, "order": "NCHW"}),
    Case([A, A], args={**SAME, "order": "NHWC"}),
    Case([A], args=SAME),
    Case([A, B], args={**SAME, "axis": 2}, error="agree"),
    Case([A, A], args={**SAME, "axis": 4}, error="out of range"),
    Case([A, A], args={**SAME, "axis": -1}, error="out of range"),
    Case([A, A], error="Y_zero_point must be"),
])
