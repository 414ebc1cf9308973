import functools

import numpy as np
from netdef.testing import normal, operator_test
from oracles.reductions import axes_cases, over_axes


@over_axes
def reduce_l1(x, axis, keepdims):
    return np.abs(x).sum(axis=axis, keepdims=keepdims)


test_reduce_l1 = operator_test("ReduceL1", reduce_l1, axes_cases(functools.partial(normal, avoid=0)))
