import numpy as np

from netdef.testing import Case, normal, operator_test


def hard_sigmoid(x, alpha=0.2, beta=0.5):
    return np.clip(alpha * x + beta, 0, 1)


test_hard_sigmoid = operator_test("HardSigmoid", hard_sigmoid, [
    Case([normal(3, 4, std=2, avoid=(-2.5, 2.5))]),
    Case([normal(2, 3, 5, avoid=(-0.8, 1.2))], args={"alpha": 0.5, "beta": 0.4}),
    Case([normal(0, 4)]),
])
