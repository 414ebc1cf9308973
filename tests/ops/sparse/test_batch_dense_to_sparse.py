import numpy as np

from netdef.testing import Case, i64, normal, operator_test


def rows_of(lens):
    return np.repeat(np.arange(len(lens)), lens)


def batch_dense_to_sparse(lens, indices, dense):
    return dense[rows_of(lens), indices]


def batch_sparse_to_dense(lens, indices, values, like=None, dense_last_dim=-1, default_value=0.0):
    out = np.full((len(lens), like.shape[1] if like is not None else dense_last_dim), default_value, np.float32)
    for row, column, value in zip(rows_of(lens), indices, values.ravel()):
        out[row, column] = value
    return out


LENS, INDICES = i64(2, 0, 3), i64(0, 3, 1, 2, 0)

test_batch_dense_to_sparse = operator_test("BatchDenseToSparse", batch_dense_to_sparse, [
    Case([LENS, INDICES, normal(3, 4)]),
    Case([LENS, i64(0, 4, 1, 3, 2), normal(3, 5)]),
    Case([i64(0, 0), i64(), normal(2, 4)], gradient=False, why="there is no output to vary"),
    Case([LENS, i64(0, 4, 1, 2, 0), normal(3, 4)], error="out of range"),
    Case([LENS, i64(0, -1, 1, 2, 0), normal(3, 4)], error="out of range"),
    Case([i64(2, 0, 2), INDICES, normal(3, 4)], error="must add up"),
    Case([i64(2, 0, 4), INDICES, normal(3, 4)], error="nor add up to more"),
    Case([i64(-1, 6), INDICES, normal(2, 4)], error="must not be negative"),
    Case([LENS, INDICES, normal(2, 4)], error="matrix with 3 rows"),
    Case([LENS.astype(np.int32), INDICES, normal(3, 4)], error="int"),
], threshold=0.01)

test_batch_sparse_to_dense = operator_test("BatchSparseToDense", batch_sparse_to_dense, [
    Case([LENS, INDICES, normal(5)], args={"dense_last_dim": 5, "default_value": 2.5}),
    Case([LENS, INDICES, normal(5), normal(3, 4)], gradient=[2], why="only the shape of input 3 counts"),
    Case([i64(2), i64(1, 1), normal(2)], args={"dense_last_dim": 2}, gradient=False, why="each of two equal columns gets the gradient"),
    Case([LENS, INDICES, normal(5, 1)], args={"dense_last_dim": 4}, gradient=False, why="the gradient is a vector"),
    Case([i64(0, 0), i64(), normal(0)], args={"dense_last_dim": 4}),
    Case([LENS, INDICES, normal(5)], error="must be >= 1"),
    Case([LENS, INDICES, normal(5), normal(3, 4)], args={"dense_last_dim": 5}, error="not aligned with the shape input"),
    Case([LENS, INDICES, normal(5), normal(3)], error="must be a matrix"),
    Case([LENS, INDICES, normal(4)], args={"dense_last_dim": 4}, error="one value for each index"),
    Case([LENS, INDICES, normal(5)], args={"dense_last_dim": 3}, error="out of range"),
])
