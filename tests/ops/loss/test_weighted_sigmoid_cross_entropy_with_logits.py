import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def weighted_cross_entropy(x, t, w):
    x = x.astype(np.float64)
    return np.asarray((w * (t * np.logaddexp(0, -x) + (1 - t) * np.logaddexp(0, x))).mean(-1))


def gradient(dy, x, t, w):
    return np.asarray(dy)[..., None] * w * (1 / (1 + np.exp(-x)) - t) / x.shape[-1]


test_weighted_cross_entropy = operator_test("WeightedSigmoidCrossEntropyWithLogits", weighted_cross_entropy, [
    Case([normal(3, 4), uniform(3, 4), uniform(3, 4)]),
    Case([normal(5), uniform(5), uniform(5)]),
    Case([normal(0, 4), uniform(0, 4), uniform(0, 4)]),
    Case([normal(3, 4), uniform(3, 4), uniform(3)], error="shaped alike"),
], gradient=[0])

test_weighted_cross_entropy_gradient = operator_test("WeightedSigmoidCrossEntropyWithLogitsGradient", gradient, [
    Case([normal(3), normal(3, 4), uniform(3, 4), uniform(3, 4)]),
    Case([normal(2), normal(3, 4), uniform(3, 4), uniform(3, 4)], error="one gradient for each row"),
])
