import numpy as np

from netdef.testing import Case, distinct, i64, integers, operator_test


def flexible_top_k(x, k):
    rows = x.reshape(-1, x.shape[-1])
    places = [np.argsort(-row, kind="stable")[:n] for row, n in zip(rows, k.ravel())]
    values = [row[p] for row, p in zip(rows, places)]
    return np.concatenate(values), np.concatenate(places).astype(np.int64)


test_flexible_top_k = operator_test("FlexibleTopK", flexible_top_k, [
    Case([distinct(3, 5), i64(2, 5, 1)]),
    Case([distinct(2, 2, 4), i64(1, 2, 3, 4)]),
    Case([distinct(6), i64(3)]),
    Case([integers(2, 20, high=4), i64(7, 9)]),
    Case([distinct(2, 3), i64(0, 1)], outputs=2, error="k should be greater than 0"),
    Case([distinct(2, 3), i64(1, 4)], outputs=2, error="not be greater than last dim"),
    Case([distinct(2, 3), i64(1)], outputs=2, error="does not match"),
])
