import numpy as np
from netdef.testing import distinct, operator_test
from oracles.reductions import end_cases, over_front

test_reduce_front_max = operator_test("ReduceFrontMax", over_front(np.max), end_cases(distinct, nothing_kept=(3, 0)))
