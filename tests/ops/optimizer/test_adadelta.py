import numpy as np

from netdef.testing import Case, i64, normal, operator_test, uniform


def adadelta(w, h, d, g, lr, epsilon=1e-5, decay=0.95):
    h = decay * h + (1 - decay) * g**2
    step = np.sqrt(d + epsilon) / np.sqrt(h + epsilon) * g
    return w + lr[0] * step, h, decay * d + (1 - decay) * step**2


def sparse_adadelta(w, h, d, indices, g, lr, **args):
    for i, row in enumerate(indices):
        w[row], h[row], d[row] = adadelta(w[row], h[row], d[row], g[i], lr, **args)
    return w, h, d


LR = np.float32([-0.1])
INDICES = i64(3, 0, 3)

W, H, D, G = normal(5, 3), uniform(5, 3), uniform(5, 3), normal(5, 3)

test_adadelta = operator_test("Adadelta", adadelta, [
    Case([W, H, D, G, LR]),
    Case([W, H, D, G, LR], args={"epsilon": 0.01, "decay": 0.8}),
    Case([W, H, D[:4], G, LR], error="moment_delta"),
    Case([W, H, D, G, normal(2)], error="must have one element"),
    Case([W, H, D, G, LR], args={"decay": 1.0}, error="decay must lie between 0 and 1"),
    Case([W, H, D, G, LR], args={"epsilon": -0.1}, error="epsilon must not be negative"),
])
test_sparse_adadelta = operator_test("SparseAdadelta", sparse_adadelta, [
    Case([W, H, D, INDICES, normal(3, 3), LR]),
    Case([W, H, D, INDICES.astype(np.int32), normal(3, 3), LR], args={"epsilon": 0.01, "decay": 0.8}),
    Case([W, H, D, i64(), normal(0, 3), LR]),
    Case([W, H, D, i64(5), normal(1, 3), LR], error="Index out of bounds: 5"),
    Case([W, H, D, i64(-1), normal(1, 3), LR], error="Index out of bounds: -1"),
    Case([W, H, D, i64(1), normal(2, 3), LR], error="one row of 3 elements for each of"),
    Case([W, H.astype(np.float64), D, i64(1), normal(1, 3), LR], error="Tensor type mismatch"),
])
