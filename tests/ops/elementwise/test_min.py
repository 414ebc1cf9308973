import functools

import numpy as np
from netdef.testing import operator_test
from oracles.extremes import extreme_cases


def min_(*x):
    return functools.reduce(np.minimum, x)


test_min = operator_test("Min", min_, extreme_cases())
