import math

import numpy as np

from netdef.testing import Case, normal, operator_test


def gelu(x, fast_gelu=False):
    if fast_gelu:
        return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x ** 3)))
    erf = np.array([math.erf(v) for v in x.ravel() / math.sqrt(2)]).reshape(x.shape)
    return np.asarray(0.5 * x * (1 + erf), np.float32)


test_gelu = operator_test("Gelu", gelu, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)], args={"fast_gelu": True}),
    Case([normal(0, 4)]),
])
