import numpy as np

from netdef.testing import Case, integers, normal, operator_test, uniform

SMALLEST = 1e-20


def label_cross_entropy(x, label):
    rows = x.reshape(label.size, x.size // max(label.size, 1))
    return -np.log(np.maximum(rows[np.arange(len(rows)), label.ravel()], SMALLEST))


def label_cross_entropy_gradient(x, label, dy):
    dx = np.zeros_like(x).reshape(len(dy), -1)
    at = np.arange(len(dy)), label.ravel()
    dx[at] = -dy / np.maximum(x.reshape(len(dy), -1)[at], SMALLEST)
    return dx.reshape(x.shape)


def probabilities(*shape):
    return uniform(*shape, low=0.2, high=1.0)


test_label_cross_entropy = operator_test("LabelCrossEntropy", label_cross_entropy, [
    Case([probabilities(5, 3), integers(5, high=3)]),
    Case([probabilities(5, 3), integers(5, 1, high=3)]),
    Case([probabilities(4, 2, 3), integers(4, high=6)]),
    Case([probabilities(4), np.int32([2])]),
    Case([probabilities(0, 3), np.zeros(0, np.int32)]),
    Case([np.float32([[0.0, 1.0]]), np.int32([0])], gradient=False, why="the gradient at the clamp is not the numeric one"),
    Case([probabilities(2, 3), np.int32([1, 3])], error="outside of supported range"),
    Case([probabilities(2, 3), np.int32([1, -1])], error="outside of supported range"),
    Case([probabilities(2, 3), np.int32([1])], error="one label for each example"),
    Case([probabilities(2, 3), np.zeros((2, 2), np.int32)], error="1-D or a column"),
    Case([probabilities(2, 3), np.array([1, 2])], error="int"),
])

test_label_cross_entropy_gradient = operator_test("LabelCrossEntropyGradient", label_cross_entropy_gradient, [
    Case([probabilities(5, 3), integers(5, high=3), normal(5)]),
    Case([np.float32([[0.0, 1.0]]), np.int32([1]), normal(1)]),
    Case([probabilities(2, 3), np.int32([1, 3]), normal(2)], error="outside of supported range"),
    Case([probabilities(2, 3), np.int32([1, 1]), normal(3)], error="one gradient for each example"),
])
