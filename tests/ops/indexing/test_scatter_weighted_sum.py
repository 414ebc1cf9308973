import numpy as np

from netdef.testing import Case, i32, normal, operator_test


def scatter_weighted_sum(data, w0, indices, *rest):
    out = data.astype(np.float64)
    for row in indices:
        out[row] *= w0.ravel()[0]
    for x, w in zip(rest[::2], rest[1::2]):
        np.add.at(out, indices, w.ravel()[0] * x.astype(np.float64).reshape(-1, *data.shape[1:]))
    return out.astype(np.float32)


test_scatter_weighted_sum = operator_test("ScatterWeightedSum", scatter_weighted_sum, [
    Case([normal(4, 3), normal(1), i32(2, 0), normal(2, 3), normal(1)]),
    Case([normal(4, 3), np.float32([1]), i32(2, 0, 2).astype(np.int64), normal(3, 3), normal(1), normal(3, 3), normal(1)]),
    Case([normal(4), normal(1), i32(2, 2), normal(2), normal(1)]),
    Case([normal(4, 3), normal(1), i32(), normal(0, 3), normal(1)]),
    Case([normal(4, 3), normal(1), i32(4), normal(1, 3), normal(1)], error="out of DATA bounds, id=4"),
    Case([normal(4, 3), normal(1), i32(-1), normal(1, 3), normal(1)], error="out of DATA bounds, id=-1"),
    Case([normal(4, 3), normal(1), i32(0), normal(2, 3), normal(1)], error="one row of X_0 for each index"),
    Case([normal(4, 3), normal(2), i32(0), normal(1, 3), normal(1)], error="."),
    Case([normal(4, 3).astype(np.float64), normal(1), i32(0), normal(1, 3), normal(1)], error="."),
])
