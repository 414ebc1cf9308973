import numpy as np

from netdef.testing import Case, i64, normal, operator_test


def rates(total, g, lr, momentum, beta):
    total = total[0] + (g.astype(np.float64) ** 2).sum()
    rate = lr[0] * (beta + total) ** (-1 / 3)
    return total, rate, momentum * rate**2


def storm(w, m, total, g, lr, momentum=10.0, beta=0.1):
    total, rate, alpha = rates(total, g, lr, momentum, beta)
    m = g + (1 - alpha) * (m - g)
    return [(w + rate * m).astype(np.float32), m.astype(np.float32), np.float32([total])]


def sparse_storm(w, m, total, g, indices, lr, momentum=10.0, beta=0.1):
    total, rate, alpha = rates(total, g, lr, momentum, beta)
    for i, row in enumerate(indices):
        m[row] = g[i] + (1 - alpha) * (m[row] - g[i])
        w[row] += rate * m[row]
    return w, m, np.float32([total])


LR, W, M, G, TOTAL = np.float32([-0.1]), normal(5, 3), normal(5, 3), normal(5, 3), np.float32([2])
ARGS = {"momentum": 2.0, "beta": 1.0}

test_storm = operator_test("Storm", storm, [
    Case([W, M, TOTAL, G, LR]),
    Case([W, M, TOTAL, G, LR], args=ARGS),
    Case([W, M[:4], TOTAL, G, LR], error="moment"),
    Case([W, M, normal(2), G, LR], error="grad_sq_sum must have one element"),
])
test_sparse_storm = operator_test("SparseStorm", sparse_storm, [
    Case([W, M, TOTAL, normal(3, 3), i64(3, 0, 3), LR]),
    Case([W, M, TOTAL, normal(3, 3), i64(3, 0, 3).astype(np.int32), LR], args=ARGS),
    Case([W, M, TOTAL, normal(1, 3), i64(5), LR], error="Index out of bounds: 5"),
    Case([W, M, TOTAL, normal(1, 3), i64(-1), LR], error="Index out of bounds: -1"),
    Case([W, M.astype(np.float64), TOTAL, normal(1, 3), i64(1), LR], error="Tensor type mismatch"),
])
