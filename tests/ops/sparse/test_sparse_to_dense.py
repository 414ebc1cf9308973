import numpy as np

from netdef.testing import Case, i64, integers, normal, operator_test


def sparse_to_dense(indices, values, like=None):
    out = np.zeros((len(like) if like is not None else int(indices.max(initial=-1)) + 1, *values.shape[1:]), values.dtype)
    np.add.at(out, indices, values)
    return out


test_sparse_to_dense = operator_test("SparseToDense", sparse_to_dense, [
    Case([i64(3, 0, 3), normal(3, 2)]),
    Case([i64(3, 0).astype(np.int32), normal(2, 2, 2), normal(6, 1)]),
    Case([i64(1, 0), integers(2)]),
    Case([i64(), normal(0, 2), normal(2)], gradient=False, why="there is nothing to vary"),
    Case([i64(3, 0), normal(2), normal(3)], error="not within .0, 3"),
    Case([i64(-1, 0), normal(2), normal(3)], error="not within .0, 3"),
    Case([i64(3, 0), normal(3)], error="one row of values for each index"),
    Case([i64([3], [0]), normal(2)], error="must be 1-D"),
], gradient=[1], why="only the number of rows of input 2 counts")
