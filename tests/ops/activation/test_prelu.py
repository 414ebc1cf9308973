import numpy as np

from netdef.testing import Case, normal, operator_test


def prelu(x, slope, order="NCHW"):
    if slope.size > 1 and order == "NCHW":
        slope = slope.reshape((-1,) + (1,) * (x.ndim - 2))
    return np.where(x > 0, x, slope * x)


test_prelu = operator_test("PRelu", prelu, [
    Case([normal(2, 3, 4, 5, avoid=0), normal(3)]),
    Case([normal(2, 4, 3, avoid=0), normal(3)], args={"order": "NHWC"}),
    Case([normal(2, 3, 4, avoid=0), normal(1)]),
    Case([normal(4, 3, avoid=0), normal(3)]),
    Case([normal(0, 3, 2), normal(3)], gradient=[1]),
    Case([normal(2, 3, 4), normal(4)], error="one for each channel"),
])
