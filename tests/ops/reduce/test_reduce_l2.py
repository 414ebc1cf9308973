import numpy as np
from netdef.testing import Case, normal, operator_test
from oracles.reductions import axes_cases, over_axes


@over_axes
def reduce_l2(x, axis, keepdims):
    return np.sqrt((x * x).sum(axis=axis, keepdims=keepdims))


test_reduce_l2 = operator_test("ReduceL2", reduce_l2, [
    *axes_cases(normal),
    Case([np.zeros((2, 3), np.float32)], gradient=False, why="there is a kink at 0"),
])

test_gradient_without_a_norm = operator_test("ReduceL2Gradient", lambda dy, x, y, axes: np.where(y > 0, dy * x / np.maximum(y, 1e-9), dy + 0 * x), [
    Case([normal(3), np.zeros((2, 3), np.float32), np.zeros(3, np.float32)], args={"axes": [0]}),
    Case([normal(1, 2), np.float32([[3, 0], [4, 0]]), np.float32([[5, 0]])], args={"axes": [0]}),
])
