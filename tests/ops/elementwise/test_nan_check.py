import numpy as np

from netdef.testing import Case, normal, operator_test

test_nan_check = operator_test("NanCheck", lambda x, *others: x, [
    Case([normal(3, 4)]),
    Case([normal(3, 4), normal(2)]),
    Case([normal(0, 4)]),
    Case([np.array([1, np.nan], np.float32)], error="contained NaN or inf: element 1"),
    Case([np.array([np.inf, 1], np.float32)], error="contained NaN or inf: element 0"),
])
