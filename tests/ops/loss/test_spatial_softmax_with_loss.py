import numpy as np

from netdef.testing import Case, integers, normal, operator_test, uniform


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return (e / e.sum(1, keepdims=True)).astype(np.float32)


def pixel_weights(label, weights):
    w = np.ones(label.shape) if weights is None else weights
    return np.where(label == -1, 0.0, w)


def one_hot(label, classes):
    return np.moveaxis(np.eye(classes)[np.maximum(label, 0)], -1, 1)


def spatial_softmax_with_loss(x, label, weights=None, **_):
    p = softmax(x)
    w = pixel_weights(label, weights)
    losses = -np.log((p * one_hot(label, x.shape[1])).sum(1))
    return p, np.float32((losses * w).sum() / w.sum() if w.sum() else 0)


def gradient(x, label, *rest, scale=1.0):
    *weights, p, dloss = rest
    w = pixel_weights(label, weights[0] if weights else None)
    if not w.sum():
        return np.zeros_like(x)
    return (p - one_hot(label, x.shape[1])) * w[:, None] * scale * dloss.ravel()[0] / w.sum()


test_spatial_softmax_with_loss = operator_test("SpatialSoftmaxWithLoss", spatial_softmax_with_loss, [
    Case([normal(2, 3, 4, 2), integers(2, 4, 2, high=3)]),
    Case([normal(2, 3, 4, 2), integers(2, 4, 2, low=-1, high=3), uniform(2, 4, 2)], gradient=[0]),
    Case([normal(1, 2, 1, 2), np.full((1, 1, 2), -1, np.int32)]),
    Case([normal(1, 2, 1, 2), np.int32([[[0, 2]]])], error="outside of supported range"),
    Case([normal(2, 1, 2), np.int32([[[0, 1]]])], error="four dimensions"),
    Case([normal(1, 2, 1, 2), np.int32([[0, 1]])], error="labels of shape"),
    Case([normal(1, 2, 1, 2), np.int32([[[0, 1]]])], args={"order": "NHWC"}, error="NCHW"),
], gradient_outputs=[1])

test_spatial_softmax_with_loss_gradient = operator_test("SpatialSoftmaxWithLossGradient", gradient, [
    Case([normal(2, 3, 2, 2), integers(2, 2, 2, high=3), uniform(2, 3, 2, 2), np.float32(2)]),
    Case([normal(2, 3, 2, 2), integers(2, 2, 2, low=-1, high=3), uniform(2, 2, 2), uniform(2, 3, 2, 2), np.float32(2)], args={"scale": 3.0}),
    Case([normal(1, 2, 1, 2), np.full((1, 1, 2), -1, np.int32), uniform(1, 2, 1, 2), np.float32(2)]),
])
