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
