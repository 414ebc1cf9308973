import numpy as np

from netdef.testing import Case, distinct, integers, operator_test


def reduce_back_max(x, lengths=None, num_reduce_dim=1):
    shape = x.shape[:x.ndim - num_reduce_dim]
    rows = x.reshape(int(np.prod(shape)), int(np.prod(x.shape[x.ndim - num_reduce_dim:])))
    n = np.full(rows.shape[0], rows.shape[1]) if lengths is None else lengths
    y = [row[:m].max() for row, m in zip(rows, n)]
    return np.array(y, x.dtype).reshape(shape)


def i32(*values):
    return np.array(values, np.int32)


test_reduce_back_max = operator_test("ReduceBackMax", reduce_back_max, [
    Case([distinct(3, 4)]),
    Case([distinct(2, 3, 4)], args={"num_reduce_dim": 2}),
    Case([distinct(2, 3, 4)], args={"num_reduce_dim": 3}),
    Case([distinct(2, 3)], args={"num_reduce_dim": 0}),
    Case([distinct(3, 3), i32(1, 3, 2)]),
    Case([distinct(2, 4, 2), i32(1, 5)], args={"num_reduce_dim": 2}),
    Case([distinct(0, 3)]),
    Case([integers(3, 4)]),
    Case([distinct(3, 4, dtype=np.float64)]),
    Case([distinct(3, 4)], args={"num_reduce_dim": 3}, error="in range"),
    Case([distinct(3, 3), i32(1, 2)], error="doesn't match the batch size"),
    Case([distinct(3, 3), i32(1, 2, 4)], error="lengths must lie between"),
    Case([distinct(3, 3), i32(1, 2, -1)], error="lengths must lie between"),
])
