import numpy as np
from netdef.testing import Case, distinct, integers, operator_test
from oracles.reductions import axes_cases, over_axes


@over_axes
def reduce_max(x, axis, keepdims):
    lowest = np.finfo(x.dtype).min if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    return x.max(axis=axis, keepdims=keepdims, initial=lowest)


test_reduce_max = operator_test("ReduceMax", reduce_max, [
    *axes_cases(distinct),
    Case([distinct(0, 3)], args={"axes": [0]}),
    Case([integers(3, 4)], args={"axes": [0]}),
])
