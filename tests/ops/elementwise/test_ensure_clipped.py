import numpy as np

from netdef.testing import Case, normal, operator_test


def ensure_clipped(param, indices=None, grad=None, min=-np.inf, max=np.inf):
    rows = slice(None) if indices is None else indices
    param[rows] = np.clip(param[rows], min, max)
    return param


test_ensure_clipped = operator_test("EnsureClipped", ensure_clipped, [
    Case([normal(3, 4)], args={"min": -0.5, "max": 0.5}),
    Case([normal(3, 4)]),
    Case([normal(5, 4), np.array([1, 3], np.int64), normal(2, 4)], args={"min": 0.0}),
    Case([normal(5, 4), np.array([0], np.int32), normal(1, 4)], args={"max": 0.0}),
    Case([normal(0, 4)], args={"min": 0.0}),
    Case([normal(3, 4)], args={"min": 1.0, "max": -1.0}),
    Case([normal(5, 4), np.array([5], np.int64), normal(1, 4)], args={"min": 0.0}, error="out of range"),
])
