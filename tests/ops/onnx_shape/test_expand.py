import numpy as np

from netdef.testing import Case, normal, strings
from oracles.onnx_reference import onnx_test

test_expand = onnx_test("Expand", [
    Case([normal(3, 1), np.array([2, 1, 6])]),
    Case([normal(3, 1), np.array([3, 4])]),
    Case([normal(), np.array([2, 2])]),
    Case([normal(3, 1), np.array([], np.int64)]),
    Case([strings(2, 1), np.array([2, 3])]),
    Case([normal(3, 2), np.array([4])], error="imension|mismatch|broadcast|larger|overflow|out of range|counted|match|stretch"),
    Case([normal(1), np.array([-4])], error="negative"),
])
