import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def flatten(x, axis=1):
    return x.reshape(int(np.prod(x.shape[:axis])), int(np.prod(x.shape[axis:])))


test_flatten = operator_test("Flatten", flatten, [
    Case([normal(2, 3, 4)]),
    Case([normal(2, 3, 4)], args={"axis": 0}),
    Case([normal(2, 3, 4)], args={"axis": 3}),
    Case([normal(0, 3, 4)]),
    Case([integers(2, 3, 4)], args={"axis": 2}),
    Case([normal(2, 3)], args={"axis": 3}, error="must be >= axis"),
    Case([normal(2, 3)], args={"axis": -1}, error="must be >= axis"),
])
