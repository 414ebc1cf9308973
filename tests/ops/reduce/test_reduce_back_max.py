import numpy as np
from netdef.testing import distinct, operator_test
from oracles.reductions import end_cases, over_back

test_reduce_back_max = operator_test("ReduceBackMax", over_back(np.max), end_cases(distinct, nothing_kept=(0, 3)))
