import numpy as np
from netdef.testing import booleans, operator_test
from oracles.broadcast import broadcast_cases, broadcasting


test_or = operator_test("Or", broadcasting(np.logical_or), broadcast_cases(booleans))
