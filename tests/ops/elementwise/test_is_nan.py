import numpy as np

from netdef.testing import Case, normal, operator_test

test_is_nan = operator_test("IsNaN", lambda x: np.isnan(x).astype(np.uint8), [
    Case([normal(3, 4)]),
    Case([np.array([1, np.nan, np.inf], np.float32)]),
    Case([np.array([[np.nan, 0]], np.float64)]),
    Case([normal(0, 4)]),
])
