import numpy as np

from netdef.testing import Case, normal, operator_test


def stump_func(x, threshold=0.0, low_value=0.0, high_value=0.0):
    return np.where(x <= threshold, low_value, high_value).astype(x.dtype)


test_stump_func = operator_test("StumpFunc", stump_func, [
    Case([normal(3, 4)], args={"threshold": 0.5, "low_value": -1.0, "high_value": 2.0}),
    Case([np.array([1, 2, 3], np.float32)], args={"threshold": 2.0, "low_value": -1.0, "high_value": 2.0}),
    Case([normal(0, 4)]),
])
