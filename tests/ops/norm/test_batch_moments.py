import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.windows import channels_first


def batch_moments(x, order="NCHW"):
    x = channels_first(x, order).astype(np.float64)
    axes = (0, *range(2, x.ndim))
    return x.mean(axes), (x * x).mean(axes)


test_batch_moments = operator_test("BatchMoments", batch_moments, [
    Case([normal(3, 2, 4, 2)]),
    Case([normal(3, 4, 2, 5)], {"order": "NHWC"}),
    Case([normal(4, 3)]),
    Case([normal(2, 2, 1, 2, 3)]),
    Case([normal(0, 3)], error="nothing to average"),
    Case([normal(3)], error="expected an image tensor"),
    Case([normal(3, 2)], {"order": "x"}, error="Unknown Storage order"),
])

test_gradient = operator_test("BatchMomentsGradient", None, [
    Case([normal(2), normal(3), normal(4, 3)], error="dmu"),
    Case([normal(3), normal(2), normal(4, 3)], error="dvar"),
])
