import numpy as np

from netdef.testing import Case, normal, operator_test


def scale_blobs(*x, scale=1.0):
    return tuple(v * v.dtype.type(scale) for v in x)


test_scale_blobs = operator_test("ScaleBlobs", scale_blobs, [
    Case([normal(3, 4), normal(2)], args={"scale": -2.0}),
    Case([normal(3), normal(2, dtype=np.float64), normal()], args={"scale": 0.5}),
    Case([normal(0, 4)]),
])
