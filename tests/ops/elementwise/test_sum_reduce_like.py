from netdef.testing import Case, normal, operator_test


def sum_reduce_like(a, b, axis=-1, axis_str="", order="NCHW"):
    axis = order.index(axis_str) if axis_str else axis
    axis = a.ndim - b.ndim if axis == -1 else axis
    shape = (1,) * axis + b.shape + (1,) * (a.ndim - axis - b.ndim)
    axes = tuple(i for i in range(a.ndim) if shape[i] == 1)
    return a.sum(axis=axes).reshape(b.shape)


test_sum_reduce_like = operator_test("SumReduceLike", sum_reduce_like, [
    Case([normal(2, 3, 4, 5), normal(4, 5)]),
    Case([normal(2, 3, 4, 5), normal(3, 4)], args={"axis": 1}),
    Case([normal(2, 3, 4, 5), normal(3)], args={"axis_str": "C"}),
    Case([normal(2, 3, 4, 5), normal(2)], args={"axis": 0}),
    Case([normal(2, 3), normal()]),
    Case([normal(2, 3), normal(2, 3)]),
    Case([normal(2, 0), normal(2, 1)]),
    Case([normal(2, 3), normal(4)], error="Broadcast dimension mismatch"),
])
