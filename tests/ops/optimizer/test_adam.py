import numpy as np

from netdef.testing import Case, i64, normal, operator_test, uniform


def adam(w, m, v, g, lr, iteration, beta1=0.9, beta2=0.999, epsilon=1e-5, mean_square=False):
    t = int(iteration.ravel()[0]) + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * ((g**2).mean() if mean_square else g**2)
    step = np.sqrt(1 - beta2**t) / (1 - beta1**t) * m / (np.sqrt(v) + epsilon)
    return [w + lr[0] * step, m, v, step]


def radam(w, m, v, g, lr, iteration, beta1=0.9, beta2=0.999, epsilon=1e-5):
    """Liu et al., 2020, algorithm 2."""
    t = int(iteration.ravel()[0]) + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    rho_inf = 2 / (1 - beta2) - 1
    rho = rho_inf - 2 * t * beta2**t / (1 - beta2**t)
    step = m / (1 - beta1**t)
    if rho >= 5:
        rectify = np.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
        step = rectify * step * np.sqrt(1 - beta2**t) / (np.sqrt(v) + epsilon)
    return [w + lr[0] * step, m, v, step]


def sparse(outputs, row_wise=False):
    def oracle(w, m, v, indices, g, lr, iteration, enableRAdam=False, **args):
        steps = np.zeros_like(g)
        for i, row in enumerate(indices):
            if enableRAdam:
                w[row], m[row], v[row], steps[i] = radam(w[row], m[row], v[row], g[i], lr, iteration, **args)
            else:
                w[row], m[row], v[row], steps[i] = adam(w[row], m[row], v[row], g[i], lr, iteration, mean_square=row_wise, **args)
        return [w, m, v, steps][:outputs]
    return oracle


LR = np.float32([-0.1])
INDICES = i64(3, 0, 3)

W, M, V, G = normal(5, 3), normal(5, 3), uniform(5, 3), normal(5, 3)
FIRST, LATER = i64(0), np.array(41)
ARGS = {"beta1": 0.8, "beta2": 0.9, "epsilon": 0.01}

CASES = [Case([W, M, V, G, LR, FIRST]), Case([W, M, V, G, LR, LATER], args=ARGS)]
test_adam = operator_test("Adam", adam, [
    *CASES,
    Case([W, M[:4], V, G, LR, FIRST], outputs=3, error="moment_1"),
    Case([W, M, V, G, LR, i64(1, 2)], outputs=3, error="the iteration must have one element"),
])
test_adam_without_extras = operator_test("Adam", lambda *a, **k: adam(*a, **k)[:3], CASES)

ROWS = uniform(5)


def sparse_cases(v):
    return [
        Case([W, M, v, INDICES, normal(3, 3), LR, FIRST]),
        Case([W, M, v, INDICES.astype(np.int32), normal(3, 3), LR, LATER], args=ARGS),
        Case([W, M, v, i64(), normal(0, 3), LR, FIRST]),
    ]


def errors(v):
    return [
        Case([W, M, v, i64(5), normal(1, 3), LR, FIRST], outputs=3, error="Index out of bounds: 5"),
        Case([W, M, v, i64(-1), normal(1, 3), LR, FIRST], outputs=3, error="Index out of bounds: -1"),
        Case([W, M, v, i64(1), normal(1, 3), LR, i64(2**63 - 1)], outputs=3, error="no iteration can follow this one"),
        Case([W, M, v, i64(1), normal(2, 3), LR, FIRST], outputs=3, error="one row of 3 elements for each of"),
        Case([W, M.astype(np.float64), v, i64(1), normal(1, 3), LR, FIRST], outputs=3, error="Tensor type mismatch"),
    ]


RADAM = {"enableRAdam": True}
test_sparse_adam = operator_test("SparseAdam", sparse(4), [
    *sparse_cases(V), *errors(V),
    *[Case([W, M, V, INDICES, normal(3, 3), LR, t], args=RADAM) for t in (FIRST, LATER, i64(5000))],
])
test_sparse_adam_without_extras = operator_test("SparseAdam", sparse(3), sparse_cases(V))
test_row_wise_sparse_adam = operator_test("RowWiseSparseAdam", sparse(4, row_wise=True), [
    *sparse_cases(ROWS), *errors(ROWS),
    Case([W, M, V, INDICES, normal(3, 3), LR, FIRST], outputs=3, error="one element for each row"),
])
test_row_wise_sparse_adam_without_extras = operator_test("RowWiseSparseAdam", sparse(3, row_wise=True), sparse_cases(ROWS))
