import functools

import numpy as np
from netdef.testing import operator_test
from oracles.extremes import extreme_cases


def max_(*x):
    return functools.reduce(np.maximum, x)


test_max = operator_test("Max", max_, extreme_cases())
