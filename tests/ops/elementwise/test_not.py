import numpy as np

from netdef.testing import Case, booleans, operator_test

test_not = operator_test("Not", np.logical_not, [
    Case([booleans(3, 4)]),
    Case([booleans(0, 4)]),
])
