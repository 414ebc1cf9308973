import numpy as np

from netdef.testing import Case, normal, operator_test


def bucketize(x, boundaries=()):
    return np.searchsorted(np.asarray(boundaries, np.float32), x).astype(np.int32)


test_bucketize = operator_test("Bucketize", bucketize, [
    Case([normal(3, 4)], args={"boundaries": [-1.0, 0.0, 0.5, 2.0]}),
    Case([np.array([1, 2, 3], np.float32)], args={"boundaries": [1.0, 2.0]}),
    Case([normal(3)]),
    Case([normal(0, 4)], args={"boundaries": [1.0]}),
    Case([normal(3)], args={"boundaries": [2.0, 1.0]}, error="monotonically increasing"),
])
