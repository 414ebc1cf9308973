import functools

import numpy as np
from netdef.testing import Case, booleans, integers, normal, operator_test
from oracles.broadcast import broadcast_cases, broadcasting


test_ge = operator_test("GE", broadcasting(np.greater_equal), [
    *broadcast_cases(functools.partial(integers, high=3)),
    Case([normal(3, 4), normal(4)]),
    Case([booleans(3, 4), booleans(4)]),
])
