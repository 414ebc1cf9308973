import numpy as np

from netdef.testing import Case, i32, integers, normal, operator_test, strings


def gather(data, indices, axis=0, match_outer=False, dense_gradient=False):
    if not match_outer:
        return np.take(data, indices, axis)
    axis %= data.ndim
    outer = data.shape[:axis]
    picked = [np.take(data[at], indices[at], 0) for at in np.ndindex(*outer)]
    return np.array(picked, data.dtype).reshape(*indices.shape, *data.shape[axis + 1:])


test_gather = operator_test("Gather", gather, [
    Case([normal(5, 2, 3), i32(4, 0, 0)], args={"dense_gradient": True}),
    Case([normal(5), i32(4, 0, 0).astype(np.int64)], args={"dense_gradient": True}),
    Case([normal(5, 2), i32([4, 0], [1, 1])]),
    Case([normal(5), np.array(3)]),
    Case([normal(3, 5, 2), i32(4, 0, 0)], args={"axis": 1}),
    Case([normal(3, 5, 2), i32([1], [0])], args={"axis": -1}),
    Case([normal(2, 5, 2), i32([4, 0, 0], [1, 2, 3])], args={"axis": 1, "match_outer": True}),
    Case([normal(5, 2), i32(4, 0, 0)]),
    Case([strings(4), i32(3, 0)]),
    Case([integers(4, 2), i32()]),
    Case([normal(5, 2), i32(5)], error="out of DATA bounds, id=5 axis_dim=5"),
    Case([normal(5, 2), i32(0)], args={"axis": 2}, error="at least .axis.1.-D"),
    Case([normal(2, 5), i32([0], [1], [1])], args={"axis": 1, "match_outer": True}, error="same outer dims"),
    Case([normal(5, 2), normal(2)], error="Unsupported type"),
])

test_batch_gather = operator_test("BatchGather", lambda x, i, match_outer=False: gather(x, i, 1, match_outer), [
    Case([normal(3, 5, 2), i32(4, 0, 0)]),
    Case([normal(3, 5), i32([4, 0], [1, 1]).astype(np.int64)]),
    Case([normal(2, 5), i32([4, 0, 0], [1, 2, 3])], args={"match_outer": True}),
    Case([strings(2, 3), i32(2, 0)]),
    Case([normal(3, 5), i32(5)], error="out of DATA bounds, id=5"),
    Case([normal(3), i32(0)], error="at least .axis.1.-D"),
])
