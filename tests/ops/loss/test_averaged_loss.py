import numpy as np

from netdef.testing import Case, normal, operator_test

test_averaged_loss = operator_test("AveragedLoss", lambda x: np.float32(x.mean() if x.size else 0), [
    Case([normal(5)]),
    Case([normal(3, 4, 2)]),
    Case([normal(0, 3)]),
    Case([np.int32([1, 2])], error="float"),
])

test_averaged_loss_gradient = operator_test("AveragedLossGradient", lambda x, dy: np.full(x.shape, dy.ravel()[0] / max(x.size, 1), np.float32), [
    Case([normal(3, 4), np.float32(2)]),
    Case([normal(3, 4), np.float32([2])]),
    Case([normal(0, 3), np.float32(2)]),
    Case([normal(3), np.zeros(0, np.float32)], error="empty"),
])
