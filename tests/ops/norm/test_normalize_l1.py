"""NormalizeL1 against the definition."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def normalize_l1(x, axis=-1):
    norm = np.abs(x).sum(axis, keepdims=True)
    return np.divide(x, norm, out=np.zeros_like(x), where=norm != 0)


test_normalize_l1 = operator_test("NormalizeL1", normalize_l1, [
    Case([normal(3, 5)]),
    Case([normal(3, 5)], {"axis": 0}),
    Case([normal(2, 3, 4)], {"axis": -2}),
    Case([np.float32([[0, 0], [3, -4]])]),
    Case([normal(0, 3)]),
    Case([normal(3, 0)]),
    Case([normal(3, 5)], {"axis": -3}, error="out of range"),
])
