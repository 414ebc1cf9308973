import numpy as np

from netdef.testing import Case, normal, operator_test


def scale(x, scale=1.0):
    return x * x.dtype.type(scale)


test_scale = operator_test("Scale", scale, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)], args={"scale": -2.5}),
    Case([normal(4, dtype=np.float64)], args={"scale": 0.5}),
    Case([normal(0, 4)], args={"scale": 2.0}),
])
