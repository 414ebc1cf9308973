import functools

import numpy as np
from netdef.testing import Case, booleans, integers, normal, operator_test
from oracles.broadcast import broadcast_cases, broadcasting


test_lt = operator_test("LT", broadcasting(np.less), [
    *broadcast_cases(functools.partial(integers, high=3)),
    Case([normal(3, 4), normal(4)]),
    Case([booleans(3, 4), booleans(4)]),
])
