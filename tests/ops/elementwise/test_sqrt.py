import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def sqrt(x):
    return np.sqrt(x)


test_sqrt = operator_test("Sqrt", sqrt, [
    Case([uniform(3, 4, low=0.2, high=3)]),
    Case([uniform(2, 3, 5, low=0.2, high=3)]),
    Case([normal(0, 4)]),
])
