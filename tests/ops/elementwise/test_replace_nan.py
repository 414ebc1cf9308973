import numpy as np

from netdef.testing import Case, normal, operator_test


def replace_nan(x, value=0.0):
    return np.where(np.isnan(x), np.float32(value), x)


test_replace_nan = operator_test("ReplaceNaN", replace_nan, [
    Case([normal(3, 4)]),
    Case([np.array([1, np.nan, -np.inf, np.nan], np.float32)], args={"value": 2.5}),
    Case([normal(0, 4)]),
])
