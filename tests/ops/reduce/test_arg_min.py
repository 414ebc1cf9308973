import numpy as np
from netdef.testing import operator_test
from oracles.extremes import arg_cases


def arg_min(x, axis=-1, keepdims=1):
    return np.asarray(x.argmin(axis=axis, keepdims=bool(keepdims)), np.int64)


test_arg_min = operator_test("ArgMin", arg_min, arg_cases())
