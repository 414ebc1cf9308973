import numpy as np
from netdef.testing import Case, integers, normal, operator_test
from oracles.reductions import axes_cases, over_axes


@over_axes
def reduce_sum(x, axis, keepdims):
    return x.sum(axis=axis, keepdims=keepdims, dtype=x.dtype)


test_reduce_sum = operator_test("ReduceSum", reduce_sum, [
    *axes_cases(normal),
    Case([normal(0, 3)], args={"axes": [0]}),
    Case([integers(3, 4)], args={"axes": [0, 0]}),
    Case([integers(3, 4, dtype=np.int64)]),
    Case([normal(3, 4, dtype=np.float64)]),
])
