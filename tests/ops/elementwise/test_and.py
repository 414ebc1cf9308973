import numpy as np
from netdef.testing import booleans, operator_test
from oracles.broadcast import broadcast_cases, broadcasting


test_and = operator_test("And", broadcasting(np.logical_and), broadcast_cases(booleans))
