import numpy as np

from netdef.testing import Case, i32, normal, operator_test, uniform


def percentile(x, table, lengths):
    y = np.zeros_like(x)
    for c, part in enumerate(np.split(table, np.cumsum(lengths)[:-1])):
        for r, v in enumerate(x[:, c]):
            exact = part[part[:, 0] == v]
            y[r, c] = exact[0, 1] if len(exact) else np.interp(v, part[:, 0], part[:, 1], left=0, right=1)
    return y


TABLE = np.array([[1, 0.1], [4, 0.7], [4.5, 0.8], [6, 0.5], [8, 0.9], [8, 0.6]], np.float32)

test_percentile = operator_test("Percentile", percentile, [
    Case([np.array([[3, 2, 5], [6, 7, 8]], np.float32), TABLE, i32(3, 2, 1)]),
    Case([uniform(8, 2, high=10), TABLE[:5], i32(3, 2)]),
    Case([normal(0, 2), TABLE[:5], i32(3, 2)]),
    Case([normal(2, 2), TABLE, i32(3, 2)], error="add up to the rows"),
    Case([normal(2, 2), TABLE, i32(7, -1)], error="add up to the rows"),
    Case([normal(2, 2), TABLE[:, :1], i32(3, 3)], error="two columns"),
])
