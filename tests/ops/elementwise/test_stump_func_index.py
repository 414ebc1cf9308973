import numpy as np

from netdef.testing import Case, normal, operator_test


def stump_func_index(x, threshold=0.0):
    return np.flatnonzero(x <= threshold), np.flatnonzero(~(x <= threshold))


test_stump_func_index = operator_test("StumpFuncIndex", stump_func_index, [
    Case([normal(3, 4)], args={"threshold": 0.5}),
    Case([normal(7)]),
    Case([np.array([np.nan, 1], np.float32)]),
    Case([normal(0, 4)]),
])
