import functools

import numpy as np
from netdef.testing import Case, booleans, integers, operator_test
from oracles.broadcast import broadcast_cases, broadcasting


test_bitwise_and = operator_test("BitwiseAnd", broadcasting(np.bitwise_and), [
    *broadcast_cases(functools.partial(integers, low=-9)),
    Case([integers(3, 4, dtype=np.int64), integers(4, dtype=np.int64)]),
    Case([booleans(3, 4), booleans(4)]),
])
