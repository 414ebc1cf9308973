import numpy as np

from netdef.testing import Case, i64, integers, normal, operator_test, strings


def expand(x, shape):
    return np.ascontiguousarray(np.broadcast_arrays(x, np.empty([max(d, 1) for d in shape], bool))[0])


test_expand = operator_test("Expand", expand, [
    Case([normal(3, 1), i64(3, 4)]),
    Case([normal(3, 1), i64(2, 1, 4)]),
    Case([normal(1, 3, 1), i64(3, 1)]),
    Case([normal(4), i64(3, 4)]),
    Case([normal(3, 2), i64(-1, 2)]),
    Case([normal(), i64(2, 3)]),
    Case([normal(0, 1), i64(1, 3)]),
    Case([normal(2, 1), i64(-2, 0)]),
    Case([integers(3, 1), i64(3, 4).astype(np.int32)]),
    Case([strings(3, 1), i64(3, 2)]),
    Case([normal(3, 2), i64(3, 4)], error="cannot be broadcast"),
])
