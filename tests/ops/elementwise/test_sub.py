import numpy as np
from netdef.testing import Case, integers, normal, operator_test
from oracles.broadcast import broadcast_cases, broadcasting


test_sub = operator_test("Sub", broadcasting(np.subtract), [
    *broadcast_cases(normal),
    Case([integers(3, 4), integers(4)]),
    Case([integers(3, 4, dtype=np.int64), integers(3, 1, dtype=np.int64)]),
])
