import numpy as np
from netdef.testing import booleans, operator_test
from oracles.broadcast import broadcast_cases, broadcasting


test_xor = operator_test("Xor", broadcasting(np.logical_xor), broadcast_cases(booleans))
