import numpy as np

from netdef.testing import Case, i64, normal, operator_test


def momentum_sgd(g, m, lr, momentum=0.0, nesterov=0):
    after = momentum * m + lr[0] * g
    return (1 + momentum) * after - momentum * m if nesterov else after, after


def momentum_sgd_update(g, m, lr, w, **args):
    step, after = momentum_sgd(g, m, lr, **args)
    return step, after, w - step


def sparse_momentum_sgd_update(g, m, lr, w, indices, **args):
    steps = np.zeros_like(g)
    for i, row in enumerate(indices):
        steps[i], m[row], w[row] = momentum_sgd_update(g[i], m[row], lr, w[row], **args)
    return steps, m, w


LR, G, M, W = np.float32([0.1]), normal(5, 3), normal(5, 3), normal(5, 3)
ARGS = [{}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": 1}]

test_momentum_sgd = operator_test("MomentumSGD", momentum_sgd, [
    *[Case([G, M, LR], args=a) for a in ARGS],
    Case([G, M[:4], LR], error="momentum"),
    Case([G, M, normal(2)], error="must have one element"),
])
test_momentum_sgd_update = operator_test("MomentumSGDUpdate", momentum_sgd_update, [
    *[Case([G, M, LR, W], args=a) for a in ARGS],
    Case([G, M, LR, W[:4]], error="param"),
])
test_sparse_momentum_sgd_update = operator_test("SparseMomentumSGDUpdate", sparse_momentum_sgd_update, [
    *[Case([normal(3, 3), M, LR, W, i64(3, 0, 3)], args=a) for a in ARGS],
    Case([normal(3, 3), M, LR, W, i64(3, 0, 1).astype(np.int32)]),
    Case([normal(1, 3), M, LR, W, i64(5)], error="Index out of bounds: 5"),
    Case([normal(1, 3), M, LR, W, i64(-1)], error="Index out of bounds: -1"),
    Case([normal(2, 3), M, LR, W, i64(1)], error="one row of 3 elements for each of"),
    Case([normal(1, 3), M, LR, W.astype(np.float64), i64(1)], error="Tensor type mismatch"),
])
