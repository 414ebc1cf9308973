import numpy as np

from netdef.testing import Case, normal, operator_test


def lp_norm(x, p=2, average=0):
    total = (np.abs(x) if p == 1 else x * x).sum()
    return np.array([total / (x.size if average else 1)], x.dtype)


test_lp_norm = operator_test("LpNorm", lp_norm, [
    Case([normal(3, 4)]),
    Case([normal(3, 4, avoid=0)], args={"p": 1}),
    Case([normal(3, 4)], args={"p": 2, "average": 1}),
    Case([normal(3, 4, avoid=0)], args={"p": 1, "average": 1}),
    Case([normal(0, 4)]),
    Case([normal(3)], args={"p": 3}, error="either 1 or 2"),
    Case([normal(0)], args={"average": 1}, error="average of nothing"),
])
