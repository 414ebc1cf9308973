import numpy as np

from netdef.testing import Case, normal, operator_test


def reduce_front_weighted_sum(data, weights, grad_on_weights=False):
    return np.tensordot(weights.astype(np.float64), data.astype(np.float64), 1).astype(np.float32)


test_reduce_front_weighted_sum = operator_test("ReduceFrontWeightedSum", reduce_front_weighted_sum, [
    Case([normal(4, 3), normal(4)]),
    Case([normal(5), normal(5)]),
    Case([normal(2, 3, 4), normal(2)], args={"grad_on_weights": True}),
    Case([normal(0, 3), normal(0)], gradient=False, why="there is nothing to vary"),
    Case([normal(4, 3), normal(3)], error="one weight for each row"),
    Case([normal(4, 3), normal(4, 1)], error="mustn't have extra dimensions"),
    Case([np.float32(1), normal(1)], error="must have rows"),
], gradient=[0], why="the weights have no gradient, in Caffe2 as here")
