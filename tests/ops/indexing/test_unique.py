import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def unique(x):
    return np.unique(x)


def with_remapping(x):
    values, remapping = np.unique(x, return_inverse=True)
    return values, remapping.ravel().astype(np.int32)


CASES = [
    Case([integers(30, low=-5, high=5)]),
    Case([integers(30, high=9, dtype=np.int64)]),
    Case([integers(0)]),
    Case([integers(1)]),
]
test_unique = operator_test("Unique", unique, [*CASES, Case([integers(2, 2)], error="should be a vector"),
                                               Case([normal(3)], error="Unsupported type")])
test_unique_with_remapping = operator_test("Unique", with_remapping, CASES)
