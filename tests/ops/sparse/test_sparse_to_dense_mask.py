import numpy as np

from netdef.testing import Case, i64, normal, operator_test, strings


def sparse_to_dense_mask(indices, values, default, lengths=None, mask=(), return_presence_mask=False, max_skipped_indices=50):
    lens = [len(indices)] if lengths is None else lengths
    out = np.empty((len(lens), len(mask), *default.shape), values.dtype)
    out[:] = default
    present = np.zeros((len(lens), len(mask)), bool)
    for row, end in enumerate(np.cumsum(lens)):
        for i in range(end - lens[row], end):
            if indices[i] in mask:
                column = list(mask).index(indices[i])
                out[row, column], present[row, column] = values[i], True
    if lengths is None:
        out, present = out[0], present[0]
    return (out, present) if return_presence_mask else out


IDS, LENGTHS = i64(5, 1, 9, 1, 2, 5), np.int32([3, 0, 3])
ARGS = {"mask": [1, 5, 7]}
BOTH = {**ARGS, "return_presence_mask": True}

test_sparse_to_dense_mask = operator_test("SparseToDenseMask", sparse_to_dense_mask, [
    Case([IDS, normal(6, 2), normal(2), LENGTHS], args=ARGS),
    Case([IDS.astype(np.int32), normal(6), normal(), LENGTHS], args=BOTH),
    Case([IDS[:3], normal(3, 2), normal(2)], args=BOTH),
    Case([i64(1, 1, 5), normal(3, 2), normal(2)], args=ARGS),
    Case([IDS, strings(6), strings(), LENGTHS], args=ARGS),
    Case([IDS * 10**6, normal(6), normal(), LENGTHS], args={"mask": [10**6, 5 * 10**6]}),
    Case([IDS, normal(6, 2), normal(3), LENGTHS], args=ARGS, error="size of one row of values"),
    Case([IDS, normal(6, 2), normal(1, 2), LENGTHS], args=ARGS, error="size of one row of values"),
    Case([IDS, normal(5, 2), normal(2), LENGTHS], args=ARGS, error="one row of values for each index"),
    Case([IDS, normal(6), np.array(1, np.int32), LENGTHS], args=ARGS, error="same type"),
    Case([IDS, normal(6), normal(), np.int32([3, 4])], args=ARGS, error="nor add up to more"),
    Case([IDS, normal(6), normal(), np.int32([-1, 4])], args=ARGS, error="must not be negative"),
    Case([-IDS, normal(6), normal(), LENGTHS], args={**ARGS, "max_skipped_indices": 3}),
    Case([-IDS, normal(6), normal(), LENGTHS], args={**ARGS, "max_skipped_indices": 2}, error="Too many rows with invalid sparse indices"),
    Case([IDS, normal(6), normal(), LENGTHS], error="mask"),
    Case([IDS, normal(6), normal(), LENGTHS], args={"mask": [1, 1]}, error="Duplicated id: 1"),
    Case([IDS, normal(6), normal(), LENGTHS], args={"mask": [-1]}, error="Only positive IDs"),
], gradient=[1], why="the default value has no gradient, in Caffe2 as here")
