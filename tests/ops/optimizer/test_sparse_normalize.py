import numpy as np

from netdef.testing import Case, i64, normal, operator_test


def sparse_normalize(w, indices, grad=None, use_max_norm=True, norm=1.0):
    for row in indices.ravel():
        length = np.sqrt((w[row].astype(np.float64) ** 2).sum())
        if length > 0 and not (use_max_norm and length <= norm):
            w[row] = w[row] * (norm / length)
    return w


W = np.float32([[3, 4], [0.1, 0.2], [6, 8], [0, 0]])


def cases(dtype):
    w = W.astype(dtype)
    return [
        Case([w, i64(0, 1, 3)]),
        Case([w, i64(0, 1, 3)], args={"use_max_norm": False}),
        Case([w, i64(2, 2, 0).astype(np.int32), normal(3, 2)], args={"norm": 7.0}),
        Case([w.reshape(4, 1, 2), i64(2)]),
        Case([w, i64()]),
        Case([w, i64(4)], error="out of bounds: 4"),
        Case([w, i64(-1)], error="out of bounds: -1"),
        Case([w, i64(0)], args={"norm": -1.0}, error="must not be negative"),
        Case([w.astype(np.float64), i64(0)], error="Tensor type mismatch"),
    ]


test_sparse_normalize = operator_test("SparseNormalize", sparse_normalize, cases(np.float32))
test_float16_sparse_normalize = operator_test("Float16SparseNormalize", sparse_normalize, cases(np.float16), rtol=2e-3)
