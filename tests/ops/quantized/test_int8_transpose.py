import numpy as np

from netdef.testing import Case, operator_test, quantized
from netdef.workspace import Int8Tensor


def int8_transpose(x, axes=None, Y_scale=1.0, Y_zero_point=0):
    return Int8Tensor(np.ascontiguousarray(x.data.transpose(axes)), x.scale, x.zero_point)


SAME = {"Y_scale": 0.5, "Y_zero_point": 7}
X = quantized(2, 3, 4, 5, scale=0.5, zero_point=7)
test_int8_transpose = operator_test("Int8Transpose", int8_transpose, [
    Case([X], args=SAME),
    Case([X], args={**SAME, "axes": [0, 3, 1, 2]}),
    Case([quantized(0, 3, scale=0.5, zero_point=7)], args=SAME),
    Case([X], args={**SAME, "axes": [0, 1]}, error="axes"),
    Case([X], args={**SAME, "axes": [0, 1, 1, 2]}, error="permutation"),
    Case([X], args={**SAME, "axes": [0, 1, 7, 2]}, error="permutation"),
    Case([X], error="Y_zero_point must be"),
])
