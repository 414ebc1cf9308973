import numpy as np
from netdef.testing import Case, normal, operator_test
from oracles.reductions import axes_cases, over_axes


@over_axes
def reduce_mean(x, axis, keepdims):
    return x.mean(axis=axis, keepdims=keepdims) if x.size else x.sum(axis=axis, keepdims=keepdims)


test_reduce_mean = operator_test("ReduceMean", reduce_mean, [
    *axes_cases(normal),
    Case([normal(0, 3)], args={"axes": [0]}),
    Case([normal(3, 4, dtype=np.float64)]),
])
