import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def log_sigmoid(x):
    return -np.logaddexp(0, -np.asarray(x, np.float64))


def losses(x, t, log_D_trick=0, unjoined_lr_loss=0):
    if log_D_trick:
        return -(2 * t - 1) * log_sigmoid(x)
    if unjoined_lr_loss:
        return -t * x - (1 - t) * log_sigmoid(-x)
    return -t * log_sigmoid(x) - (1 - t) * log_sigmoid(-x)


def derivative(x, t, log_D_trick=0, unjoined_lr_loss=0):
    s = np.exp(log_sigmoid(x))
    if log_D_trick:
        return -(2 * t - 1) * (1 - s)
    if unjoined_lr_loss:
        return -t + (1 - t) * s
    return s - t


def row_mean(values):
    return np.asarray(values.mean(-1) if values.ndim else values)


def sigmoid_cross_entropy(x, t, **args):
    return row_mean(losses(x, t, **args))


def gradient(dy, x, t, **args):
    return np.asarray(dy)[..., None].reshape(*x.shape[:-1], 1) * derivative(x, t, **args) / x.shape[-1]


KINDS = [{}, {"log_D_trick": 1}, {"unjoined_lr_loss": 1}]

test_sigmoid_cross_entropy = operator_test("SigmoidCrossEntropyWithLogits", sigmoid_cross_entropy, [
    *[Case([normal(3, 4), uniform(3, 4)], args=args) for args in KINDS],
    *[Case([normal(5), uniform(5)], args=args) for args in KINDS],
    Case([normal(2, 3, 4), uniform(2, 3, 4)]),
    Case([np.float32(0.3), np.float32(0.5)], gradient=False, why="the harness takes gradients of dims"),
    Case([np.float32([[-90, 90], [90, -90]]), np.float32([[1, 1], [0, 0]])], gradient=False, why="far out the numeric gradient is noise"),
    Case([normal(0, 4), uniform(0, 4)]),
    Case([normal(3, 4), uniform(4, 3)], error="shaped alike"),
    Case([normal(3), uniform(3)], args={"log_D_trick": 1, "unjoined_lr_loss": 1}, error="same time"),
], gradient=[0])

test_sigmoid_cross_entropy_gradient = operator_test("SigmoidCrossEntropyWithLogitsGradient", gradient, [
    *[Case([normal(3), normal(3, 4), uniform(3, 4)], args=args) for args in KINDS],
    Case([np.float32(0.7), normal(5), uniform(5)]),
    Case([normal(2), normal(3, 4), uniform(3, 4)], error="one gradient for each row"),
])
