"""NCHW2NHWC and NHWC2NCHW against moveaxis."""

import numpy as np

from netdef.testing import Case, normal, operator_test

CASES = [
    Case([normal(2, 3, 4, 5)]),
    Case([normal(2, 3, 4)]),
    Case([normal(2, 3, 2, 4, 2)]),
    Case([normal(0, 3, 2)]),
    Case([normal(2, 0, 2)]),
    Case([np.arange(24, dtype=np.uint8).reshape(2, 3, 4)], gradient=False, why="integers"),
    Case([np.arange(24, dtype=np.int64).reshape(2, 3, 4)], gradient=False, why="integers"),
    Case([normal(3, 40, 33, 21)], gradient=False, why="speed"),
    Case([normal(2, 3)], error="at least 3 axes"),
    Case([np.full((1, 2, 2), b"a", object)], error="type"),
]
test_nchw2nhwc = operator_test("NCHW2NHWC", lambda x: np.moveaxis(x, 1, -1), CASES)
test_nhwc2nchw = operator_test("NHWC2NCHW", lambda x: np.moveaxis(x, -1, 1), CASES)
