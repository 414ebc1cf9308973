import numpy as np

from netdef.testing import Case, operator_test, quantized
from netdef.workspace import Int8Tensor


def int8_reshape(x, new_shape=None, shape=None, Y_scale=1.0, Y_zero_point=0):
    wanted = list(shape if new_shape is None else new_shape)
    wanted = [x.data.shape[i] if d == 0 else d for i, d in enumerate(wanted)]
    old = np.array(x.data.shape, np.int64 if new_shape is None else new_shape.dtype)
    return Int8Tensor(x.data.reshape(wanted), x.scale, x.zero_point), old


SAME = {"Y_scale": 0.5, "Y_zero_point": 7}
X = quantized(2, 3, 4, scale=0.5, zero_point=7)
test_int8_reshape = operator_test("Int8Reshape", int8_reshape, [
    Case([X], args={**SAME, "shape": [6, 4]}),
    Case([X], args={**SAME, "shape": [0, -1]}),
    Case([X, np.array([4, -1], np.int64)], args=SAME),
    Case([X, np.array([-1, 4, 1], np.int32)], args=SAME),
    Case([X], args={**SAME, "shape": [7, -1]}, error="does not agree with the input data", outputs=2),
    Case([X], args={**SAME, "shape": [7, 2]}, error="does not agree with the input data", outputs=2),
    Case([X], args={**SAME, "shape": [-1, -1]}, error="more than one missing dimension", outputs=2),
    Case([X], args={**SAME, "shape": [24, 1, 1, 0]}, error="Can not reshape a non-zero size", outputs=2),
    Case([X], args={**SAME, "shape": [1 << 62, 1 << 62]}, error="too large", outputs=2),
    Case([X], args={"shape": [24]}, error="Y_zero_point must be", outputs=2),
])
