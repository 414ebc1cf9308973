import numpy as np

from netdef.testing import Case, operator_test, quantized
from netdef.workspace import Int8Tensor


def int8_flatten(x, axis=1, Y_scale=1.0, Y_zero_point=0):
    rows = int(np.prod(x.data.shape[:axis]))
    columns = int(np.prod(x.data.shape[axis:]))
    return Int8Tensor(x.data.reshape(rows, columns), x.scale, x.zero_point)


SAME = {"Y_scale": 0.5, "Y_zero_point": 7}
X = quantized(2, 3, 4, scale=0.5, zero_point=7)
test_int8_flatten = operator_test("Int8Flatten", int8_flatten, [
    *(Case([X], args={**SAME, "axis": axis}) for axis in (0, 1, 2, 3)),
    Case([quantized(0, 3, scale=0.5, zero_point=7)], args=SAME),
    Case([X], args={**SAME, "axis": 4}, error="rank of the tensor must be >= axis"),
    Case([X], args={**SAME, "axis": -1}, error="rank of the tensor must be >= axis"),
    Case([X], error="Y_zero_point must be"),
])
