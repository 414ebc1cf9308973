import numpy as np
from netdef.testing import Case, distinct, integers, operator_test
from oracles.reductions import axes_cases, over_axes


@over_axes
def reduce_min(x, axis, keepdims):
    greatest = np.finfo(x.dtype).max if x.dtype.kind == "f" else np.iinfo(x.dtype).max
    return x.min(axis=axis, keepdims=keepdims, initial=greatest)


test_reduce_min = operator_test("ReduceMin", reduce_min, [
    *axes_cases(distinct),
    Case([distinct(0, 3)], args={"axes": [0]}),
    Case([integers(3, 4)], args={"axes": [0]}),
])
