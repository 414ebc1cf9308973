import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def pair_wise_loss(x, label, lengths=None):
    x, label = x.ravel().astype(np.float64), label.ravel()
    if lengths is None:
        lengths = [len(x)] if len(x) else []
    losses, first = [], 0
    for n in lengths:
        s = slice(first, first + n)
        first += n
        better = label[s][:, None] > label[s][None, :]
        margin = x[s][:, None] - x[s][None, :]
        losses.append(np.logaddexp(0, -margin[better]).mean() if better.any() else 0.0)
    return np.float32(losses)


def labels(n):
    return integers(n, high=3).astype(np.float32)


test_pair_wise_loss = operator_test("PairWiseLoss", pair_wise_loss, [
    Case([normal(6), labels(6)], gradient=[0]),
    Case([normal(6, 1), labels(6)], gradient=[0]),
    Case([normal(9), labels(9), np.int32([4, 0, 1, 4])], gradient=[0]),
    Case([normal(4), np.zeros(4, np.float32)], gradient=[0]),
    Case([normal(0), labels(0)]),
    Case([normal(0), labels(0), np.zeros(0, np.int32)]),
    Case([np.float32([500, -500]), np.float32([0, 1])], gradient=[0], rtol=1e-4),
    Case([normal(6), labels(6), np.int32([4, 1])], error="add up to the number of examples"),
    Case([normal(6), labels(6), np.int32([7, -1])], error="must not be negative"),
    Case([normal(6, 2), labels(6)], error="one score and one label"),
    Case([normal(6), labels(5)], error="same size"),
])

test_gradient = operator_test("PairWiseLossGradient", None, [
    Case([normal(6), labels(6), normal(2)], error="one element for each session"),
])
