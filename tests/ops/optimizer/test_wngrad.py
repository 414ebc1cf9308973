import numpy as np

from netdef.testing import Case, i64, normal, operator_test


def wngrad(w, b, g, lr, epsilon=1e-5):
    rate = lr[0] / (b[0] + epsilon)
    new_b = b[0] + (g.astype(np.float64) ** 2).sum() / (b[0] + epsilon)
    return [w + rate * g, np.float32([new_b]), np.float32([rate]), rate * g]


def sparse_wngrad(w, b, indices, g, lr, epsilon=1e-5):
    for i, row in enumerate(indices):
        w[row] += lr[0] / (b[0] + epsilon) * g[i]
    return w, np.float32([b[0] + (g.astype(np.float64) ** 2).sum() / b[0]])  # no epsilon here, as in Caffe2


LR, W, G, B = np.float32([-0.1]), normal(5, 3), normal(5, 3), np.float32([2])
test_wngrad = operator_test("Wngrad", wngrad, [
    Case([W, B, G, LR]),
    Case([W, B, G, LR], args={"epsilon": 0.1}),
    Case([W, B, G[:4], LR], outputs=2, error="grad"),
    Case([W, normal(2), G, LR], outputs=2, error="seq_b must have one element"),
])
test_wngrad_without_extras = operator_test("Wngrad", lambda *a: wngrad(*a)[:2], [Case([W, B, G, LR])])
test_sparse_wngrad = operator_test("SparseWngrad", sparse_wngrad, [
    Case([W, B, i64(3, 0, 3), normal(3, 3), LR]),
    Case([W, B, i64(3, 0, 3).astype(np.int32), normal(3, 3), LR], args={"epsilon": 0.1}),
    Case([W, B, i64(5), normal(1, 3), LR], error="Index out of bounds: 5"),
    Case([W, B, i64(-1), normal(1, 3), LR], error="Index out of bounds: -1"),
    Case([W.astype(np.float64), B, i64(1), normal(1, 3), LR], error="Tensor type mismatch"),
])
