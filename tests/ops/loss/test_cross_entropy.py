import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def cross_entropy(x, label):
    return -np.sum(label * np.log(np.maximum(x, 1e-20)), 1).reshape(len(x))


def cross_entropy_gradient(x, label, dy):
    return -dy[:, None] * label / np.maximum(x, 1e-20)


def probabilities(*shape):
    return uniform(*shape, low=0.2, high=1.0)


test_cross_entropy = operator_test("CrossEntropy", cross_entropy, [
    Case([probabilities(4, 3), probabilities(4, 3)], gradient=[0]),
    Case([probabilities(0, 3), probabilities(0, 3)]),
    Case([np.float32([[0.0, 1.0]]), np.float32([[1.0, 0.0]])], gradient=False, why="the gradient at the clamp is not the numeric one"),
    Case([probabilities(4, 3), probabilities(4, 2)], error="labels of shape"),
    Case([probabilities(4, 3), probabilities(3, 3)], error="labels of shape"),
    Case([probabilities(1, 2), np.float32([[1.5, 0.0]])], error="Soft label seems incorrect"),
    Case([probabilities(1, 2), np.float32([[1.0, -0.1]])], error="Soft label seems incorrect"),
])

test_cross_entropy_gradient = operator_test("CrossEntropyGradient", cross_entropy_gradient, [
    Case([probabilities(4, 3), probabilities(4, 3), normal(4)]),
    Case([probabilities(4, 3), probabilities(4, 3), normal(3)], error="one gradient for each example"),
])
