import numpy as np

from netdef.testing import Case, normal, operator_test


def weighted_sum(*xs_and_ws, grad_on_w=False):
    return sum(w.ravel()[0] * x.astype(np.float64) for x, w in zip(xs_and_ws[::2], xs_and_ws[1::2])).astype(np.float32)


test_weighted_sum = operator_test("WeightedSum", weighted_sum, [
    Case([normal(4, 3), normal(1), normal(4, 3), normal(1)], args={"grad_on_w": True}),
    Case([normal(5), normal(1), normal(5), normal(1), normal(5), normal(1)], gradient=[0, 2, 4], why="the weights have a gradient where it is asked for only"),
    Case([normal(2, 2), normal()], gradient=[0], why="the weights have a gradient where it is asked for only"),
    Case([normal(0, 3), normal(1)], gradient=False, why="there is nothing to vary"),
    Case([normal(4, 3), normal(1), normal(4, 2), normal(1)], error="same size"),
    Case([normal(4, 3), normal(2)], error="a weight must have one element"),
])
