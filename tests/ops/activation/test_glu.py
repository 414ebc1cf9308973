import numpy as np

from netdef.testing import Case, normal, operator_test


def glu(x, dim=-1):
    a, b = np.split(x, 2, axis=dim)
    return a / (1 + np.exp(-b))


test_glu = operator_test("Glu", glu, [
    Case([normal(3, 4)]),
    Case([normal(2, 4, 5)], args={"dim": 1}),
    Case([normal(2, 3, 5)], args={"dim": 0}),
    Case([normal(0, 4)]),
    Case([normal(3, 5)], error="even extent"),
])
