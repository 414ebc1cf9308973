import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_squeeze = onnx_test("Squeeze", [
    Case([normal(1, 3, 1, 5)]),
    Case([normal(1, 3, 1, 5), np.array([0, -2])]),
    Case([normal(1, 3), np.array([1])], error="cannot be squeezed"),
    Case([normal(1, 3), np.array([2])], error="out of range"),
    Case([normal(1, 3), np.array([0, -2])], error="given twice"),
])
