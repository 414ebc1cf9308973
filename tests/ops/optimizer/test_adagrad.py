import numpy as np
import pytest

from netdef import core, workspace
from netdef.testing import Case, i64, normal, operator_test, uniform


def adagrad(w, h, g, lr, epsilon=1e-5, decay=1.0, weight_decay=0.0, outputs=4):
    g = g + weight_decay * w
    h = decay * h + g**2
    rate = lr[0] / (np.sqrt(h) + epsilon)
    return [w + rate * g, h, rate, rate * g]


def sparse_adagrad(w, h, indices, g, lr, **args):
    for i, row in enumerate(indices):
        w[row], h[row] = adagrad(w[row], h[row], g[i], lr, **args)[:2]
    return w, h


def row_wise_sparse_adagrad(w, h, indices, g, lr, epsilon=1e-5, weight_decay=0.0):
    for i, row in enumerate(indices):
        step = g[i] + weight_decay * w[row]
        h[row] += (step**2).mean()
        w[row] += lr[0] * step / (np.sqrt(h[row]) + epsilon)
    return w, h


LR = np.float32([-0.1])
INDICES = i64(3, 0, 3)

W, H, G = normal(5, 3), uniform(5, 3), normal(5, 3)
ARGS = {"epsilon": 0.01, "weight_decay": 0.1}

test_adagrad = operator_test("Adagrad", adagrad, [
    Case([W, H, G, LR]),
    Case([W, H, G, LR], args={"decay": 0.9, **ARGS}),
    Case([W.ravel(), H.ravel(), G.ravel(), LR]),
    Case([W, H[:4], G, LR], outputs=2, error="moment"),
    Case([W, H, G[:4], LR], outputs=2, error="grad"),
    Case([W, H, G, normal(2)], outputs=2, error="must have one element"),
])
test_adagrad_without_extras = operator_test("Adagrad", lambda *a, **k: adagrad(*a, **k)[:2], [Case([W, H, G, LR])])

SPARSE = [
    Case([W, H, i64(5), normal(1, 3), LR], error="Index out of bounds: 5"),
    Case([W, H, i64(-1), normal(1, 3), LR], error="Index out of bounds: -1"),
    Case([W, H, i64(1), normal(2, 3), LR], error="one row of 3 elements for each of"),
    Case([W.astype(np.float64), H, i64(1), normal(1, 3), LR], error="Tensor type mismatch"),
]
test_sparse_adagrad = operator_test("SparseAdagrad", sparse_adagrad, [
    Case([W, H, INDICES, normal(3, 3), LR]),
    Case([W, np.zeros((5, 3), bool), INDICES, normal(3, 3), LR], error="bool"),
    Case([W, H, INDICES.astype(np.int32), normal(3, 3), LR], args=ARGS),
    Case([W, H, i64(), normal(0, 3), LR]),
    *SPARSE,
])
ROWS = uniform(5)
test_row_wise_sparse_adagrad = operator_test("RowWiseSparseAdagrad", row_wise_sparse_adagrad, [
    Case([W, ROWS, INDICES, normal(3, 3), LR]),
    Case([W, ROWS, INDICES.astype(np.int32), normal(3, 3), LR], args=ARGS),
    *[Case([c.inputs[0], ROWS, *c.inputs[2:]], error=c.error) for c in SPARSE],
    Case([W, H, INDICES, normal(3, 3), LR], error="one element for each row"),
])


@pytest.mark.parametrize("op_type, oracle, shape", [
    ("SparseAdagrad", sparse_adagrad, (5, 3)), ("RowWiseSparseAdagrad", row_wise_sparse_adagrad, (5,))])
@pytest.mark.parametrize("dtype", [np.int32, np.int64, np.float64])
def test_a_moment_fed_as_other_numbers_becomes_floats(op_type, oracle, shape, dtype):
    inputs = [W, np.full(shape, 2, dtype), INDICES, normal(3, 3), LR]
    for name, value in zip("whigr", inputs):
        workspace.FeedBlob(name, value)
    workspace.RunOperatorOnce(core.CreateOperator(op_type, list("whigr"), ["w", "h"]))
    w, h = oracle(W.copy(), np.full(shape, 2, np.float32), *inputs[2:])
    assert workspace.FetchBlob("h").dtype == np.float32
    np.testing.assert_allclose(workspace.FetchBlob("h"), h, rtol=1e-6)
    np.testing.assert_allclose(workspace.FetchBlob("w"), w, rtol=1e-5)
