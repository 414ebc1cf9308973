import numpy as np
from netdef.testing import operator_test
from oracles.extremes import arg_cases


def arg_max(x, axis=-1, keepdims=1):
    return np.asarray(x.argmax(axis=axis, keepdims=bool(keepdims)), np.int64)


test_arg_max = operator_test("ArgMax", arg_max, arg_cases())
