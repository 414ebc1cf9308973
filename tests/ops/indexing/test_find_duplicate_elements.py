import numpy as np

from netdef.testing import Case, booleans, integers, operator_test


def find_duplicate_elements(x):
    x = x.tolist()
    return np.array([i for i, v in enumerate(x) if v in x[:i]], np.int64)


test_find_duplicate_elements = operator_test("FindDuplicateElements", find_duplicate_elements, [
    Case([integers(20, high=9)]),
    Case([integers(20, high=9, dtype=np.int64)]),
    Case([integers(20, high=9).astype(np.float32)]),
    Case([np.array([b"a", b"", b"a", b"", b"b"], object)]),
    Case([integers(0)]),
    Case([integers(2, 2)], error="should be 1-D"),
    Case([booleans(4)], error="Unsupported type"),
])
