import numpy as np

from netdef.testing import Case, i32, integers, normal, operator_test, strings


def scatter_assign(data, indices, slices):
    for i, row in enumerate(indices.ravel()):
        data[row] = slices.reshape(-1, *data.shape[1:])[i]
    return data


test_scatter_assign = operator_test("ScatterAssign", scatter_assign, [
    Case([normal(4, 3), i32(2, 0), normal(2, 3)]),
    Case([normal(4), i32(2, 2).astype(np.int64), normal(2)]),
    Case([integers(4, 2, 2), i32(3), integers(1, 2, 2)]),
    Case([strings(3), i32(1), strings(1)]),
    Case([normal(4, 3), i32(), normal(0, 3)]),
    Case([normal(4, 3), i32(4), normal(1, 3)], error="out of DATA bounds, id=4"),
    Case([normal(4, 3), i32(-1), normal(1, 3)], error="out of DATA bounds, id=-1"),
    Case([normal(4, 3), i32(0), normal(1, 2)], error="."),
    Case([normal(4, 3), i32(0), integers(1, 3)], error="."),
])
