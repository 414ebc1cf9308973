import numpy as np

from netdef.testing import Case, i32, integers, normal, operator_test


def scatter(data, indices, updates, axis=1):
    out = data.copy()
    axis %= data.ndim
    for at in np.ndindex(*indices.shape):
        to = list(at)
        to[axis] = indices[at]
        out[tuple(to)] = updates[at]
    return out


test_scatter = operator_test("Scatter", scatter, [
    Case([normal(2, 4), i32([3, 0], [1, 1]), normal(2, 2)]),
    Case([normal(4, 3), i32([3, 0, 2]), normal(1, 3)], args={"axis": 0}),
    Case([normal(2, 3, 4), integers(2, 2, 5, high=4, dtype=np.int64), normal(2, 2, 5)], args={"axis": -1}),
    Case([normal(4), i32(2), normal(1)], args={"axis": 0}),
    Case([normal(2, 4), i32([], []), normal(2, 0)]),
    Case([normal(2, 4), i32([4], [0]), normal(2, 1)], error="out of DATA bounds, id=4"),
    Case([normal(2, 4), i32([-1], [0]), normal(2, 1)], error="out of DATA bounds, id=-1"),
    Case([normal(2, 4), i32([0], [0]), normal(2, 2)], error="shaped like INDICES"),
    Case([normal(2, 4), i32(0), normal(1)], error="as many dimensions as DATA"),
    Case([normal(2, 4), i32([0], [0], [0]), normal(3, 1)], error="must not be larger than DATA"),
])
