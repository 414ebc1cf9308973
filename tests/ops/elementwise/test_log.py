import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def log(x):
    return np.log(x)


test_log = operator_test("Log", log, [
    Case([uniform(3, 4, low=0.2, high=3)]),
    Case([uniform(2, 3, 5, low=0.2, high=3)]),
    Case([normal(0, 4)]),
])
