import math

import numpy as np

from netdef.testing import Case, normal, operator_test


def erf(x):
    return np.array([math.erf(v) for v in x.ravel()], np.float32).reshape(x.shape)


test_erf = operator_test("Erf", erf, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
