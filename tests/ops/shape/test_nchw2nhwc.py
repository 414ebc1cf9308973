import numpy as np

from netdef.testing import Case, integers, normal, operator_test

test_nchw2nhwc = operator_test("NCHW2NHWC", lambda x: np.ascontiguousarray(np.moveaxis(x, 1, -1)), [
    Case([normal(2, 3, 4, 5)]),
    Case([normal(2, 3, 4)]),
    Case([normal(1, 2, 3, 4, 5)]),
    Case([integers(2, 0, 4, 5)]),
    Case([normal(2, 3)], error="at least 3 dims"),
])
test_nhwc2nchw = operator_test("NHWC2NCHW", lambda x: np.ascontiguousarray(np.moveaxis(x, -1, 1)), [
    Case([normal(2, 4, 5, 3)]),
    Case([normal(2, 4, 3)]),
    Case([normal(1, 2, 3, 4, 5)]),
    Case([integers(2, 4, 5, 0)]),
    Case([normal(2, 3)], error="at least 3 dims"),
])
