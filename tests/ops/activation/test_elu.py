import numpy as np

from netdef.testing import Case, normal, operator_test


def elu(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def elu_gradient(y, dy, alpha=1.0):
    return np.where(y >= 0, dy, dy * (y + alpha))


test_elu = operator_test("Elu", elu, [
    Case([normal(3, 4, avoid=0)]),
    Case([normal(2, 3, 5, avoid=0)], args={"alpha": 0.3}),
    Case([normal(20000, avoid=0)]),
    Case([normal(0, 4)]),
    Case([np.float32(-2)]),
    Case([np.ones(3, np.int32)], error="float"),
])

test_elu_gradient = operator_test("EluGradient", elu_gradient, [
    Case([normal(3, 4), normal(3, 4)]),
    Case([normal(3, 4), normal(3, 4)], args={"alpha": 0.3}),
    Case([normal(3, 4), normal(3, 5)], error="same size"),
])
