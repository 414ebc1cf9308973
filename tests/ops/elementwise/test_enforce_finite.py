import numpy as np

from netdef.testing import Case, normal, operator_test

test_enforce_finite = operator_test("EnforceFinite", None, [
    Case([normal(3, 4)], outputs=0, why="it has no output"),
    Case([normal(0, 4)], outputs=0, why="it has no output"),
    Case([np.array([1, np.inf], np.float32)], error="Index 1 is not finite"),
    Case([np.array([np.nan, 1], np.float64)], error="Index 0 is not finite"),
])
