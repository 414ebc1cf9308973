import numpy as np

from netdef.testing import Case, i64, normal, operator_test


def sparse_lp_regularizer(w, indices, grad=None, p=2.0, reg_lambda=1e-5):
    for row in indices:
        x = w[row].astype(np.float64)
        w[row] = x * (1 - reg_lambda) if p == 2 else np.sign(x) * np.maximum(np.abs(x) - reg_lambda, 0)
    return w


W = normal(4, 3)
test_sparse_lp_regularizer = operator_test("SparseLpRegularizer", sparse_lp_regularizer, [
    Case([W, i64(0, 2)]),
    Case([W, i64(0, 2, 2).astype(np.int32)], args={"reg_lambda": 0.1}),
    Case([W, i64(0, 2, 2)], args={"p": 1.0, "reg_lambda": 0.3}),
    Case([W, i64(1), normal(1, 3)], args={"p": 1.0, "reg_lambda": 0.3}),
    Case([W.astype(np.float16), i64(0, 1)], args={"p": 1.0, "reg_lambda": 0.3}, rtol=2e-3, atol=1e-3),
    Case([W, i64(4)], error="out of bounds: 4"),
    Case([W, i64(0)], args={"p": 3.0}, error="only implemented for p=1 or p=2"),
    Case([W, i64(0)], args={"reg_lambda": 0.0}, error="must be between 0 and 1"),
    Case([W, i64(0)], args={"reg_lambda": 1.0}, error="must be between 0 and 1"),
])
