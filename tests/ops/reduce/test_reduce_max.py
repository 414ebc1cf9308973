import numpy as np
from netdef.testing import Case, distinct, integers, operator_test
from oracles.reductions import axes_cases, over_axes


@over_axes
def reduce_max(x, axis, keepdims):
    if x.size:
        return x.max(axis=axis, keepdims=keepdims)
    return x.max(axis=axis, keepdims=keepdims, initial=np.finfo(x.dtype).min)


INFINITE = np.float32([[-np.inf, -np.inf], [-np.inf, 1.0], [-np.inf, np.inf]])

test_reduce_max = operator_test("ReduceMax", reduce_max, [
    *axes_cases(distinct),
    Case([distinct(0, 3)], args={"axes": [0]}),
    Case([integers(3, 4)], args={"axes": [0]}),
    Case([INFINITE], args={"axes": [1]}, gradient=False, why="infinite"),
    Case([INFINITE], args={"axes": [0]}, gradient=False, why="infinite"),
])
