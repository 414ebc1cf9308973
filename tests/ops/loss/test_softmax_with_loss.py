import numpy as np

from netdef.testing import Case, integers, normal, operator_test, uniform


def split(x, axis):
    return x.reshape(int(np.prod(x.shape[: axis % x.ndim])), int(np.prod(x.shape[axis % x.ndim :])))


def log_softmax(rows):
    rows = rows.astype(np.float64)
    return rows - np.logaddexp.reduce(rows, axis=1, keepdims=True)


def expected_distribution(label, rows, label_prob):
    return label.reshape(rows.shape) if label_prob else np.eye(rows.shape[1])[label.ravel()]


def softmax_with_loss(x, label, weights=None, label_prob=0, axis=1, scale=1.0, **_):
    rows = split(x, axis)
    log_p = log_softmax(rows)
    w = np.ones(len(rows)) if weights is None else weights.ravel()
    losses = -(expected_distribution(label, rows, label_prob) * log_p).sum(1)
    total = w.sum()
    return np.exp(log_p).reshape(x.shape).astype(np.float32), np.float32(scale * (losses * w).sum() / total if total else 0)


def gradient(x, label, *rest, label_prob=0, axis=1, scale=1.0, **_):
    *weights, p, dloss = rest
    rows = split(p, axis)
    w = weights[0].ravel() if weights else np.ones(len(rows))
    dx = (rows - expected_distribution(label, rows, label_prob)) * w[:, None]
    return (dx * scale * dloss.ravel()[0] / (w.sum() or 1)).reshape(x.shape)


def distribution(*shape):
    p = uniform(*shape, low=0.1)
    return (p / p.sum(-1, keepdims=True)).astype(np.float32)


test_softmax_with_loss = operator_test("SoftmaxWithLoss", softmax_with_loss, [
    Case([normal(4, 3), integers(4, high=3)]),
    Case([normal(4, 3), integers(4, 1, high=3)]),
    Case([normal(4, 3), integers(4, high=3), uniform(4)], gradient=[0]),
    Case([normal(4, 3), integers(4, high=3), np.zeros(4, np.float32)], gradient=[0]),
    Case([normal(4, 3), distribution(4, 3)], args={"label_prob": 1}, gradient=[0]),
    Case([normal(4, 3), distribution(4, 3), uniform(4)], args={"label_prob": 1, "scale": 2.5}, gradient=[0]),
    Case([normal(2, 2, 4), integers(2, 2, high=4)], args={"axis": 2}),
    Case([normal(2, 2, 4), integers(2, 2, high=4)], args={"axis": -1, "only_loss": 1}),
    Case([100 * normal(4, 3), integers(4, high=3)], gradient=False, why="saturated: the numeric gradient is zero"),
    Case([normal(0, 3), np.zeros(0, np.int32)]),
    Case([normal(4, 3), np.int32([0, 1, 2, 3])], error="outside of supported range"),
    Case([normal(4, 3), np.int32([0, 1, 2])], error="labels"),
    Case([normal(4, 3), integers(4, high=3), uniform(3)], error="one weight for each example"),
    Case([normal(1, 3), np.float32([[0.5, 0.2, 0.2]])], args={"label_prob": 1}, error="sum to 1"),
    Case([normal(1, 3), np.float32([[1.5, -0.7, 0.2]])], args={"label_prob": 1}, error="negative"),
    Case([normal(4, 3), integers(4, high=3)], args={"scale": -1.0}, error="not negative"),
    Case([normal(4, 3), integers(4, high=3)], args={"order": "NHWC"}, error="Only NCHW order"),
], gradient_outputs=[1])

test_softmax_with_loss_gradient = operator_test("SoftmaxWithLossGradient", gradient, [
    Case([normal(4, 3), integers(4, high=3), distribution(4, 3), np.float32(0.5)]),
    Case([normal(4, 3), integers(4, high=3), uniform(4), distribution(4, 3), np.float32(0.5)], args={"scale": 2.0}),
    Case([normal(2, 2, 3), distribution(2, 2, 3), distribution(2, 2, 3), np.float32(0.5)], args={"label_prob": 1, "axis": 2}),
    Case([normal(2, 3), np.int32([0, 5]), distribution(2, 3), np.float32(0.5)], error="outside of supported range"),
    Case([normal(2, 3), np.int32([0, 1]), distribution(2, 4), np.float32(0.5)], error="shaped like X"),
])
