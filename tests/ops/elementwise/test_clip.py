import numpy as np

from netdef.testing import Case, normal, operator_test


def clip(x, min=-np.inf, max=np.inf):
    return np.clip(x, min, max)


test_clip = operator_test("Clip", clip, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5, avoid=(-0.5, 1))], args={"min": -0.5, "max": 1.0}),
    Case([normal(4, 4, avoid=0)], args={"min": 0.0}),
    Case([normal(0, 4)], args={"max": 0.5}),
    Case([normal(3, 4)], args={"min": 1.0, "max": -1.0}),  # the upper bound has the last word
])
