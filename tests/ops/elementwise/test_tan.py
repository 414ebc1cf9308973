import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def tan(x):
    return np.tan(x)


test_tan = operator_test("Tan", tan, [
    Case([uniform(3, 4, low=-0.9, high=0.9)]),
    Case([uniform(2, 3, 5, low=-0.9, high=0.9)]),
    Case([normal(0, 4)]),
])
