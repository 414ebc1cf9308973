import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_unsqueeze = onnx_test("Unsqueeze", [
    Case([normal(3, 4), np.array([0])]),
    Case([normal(3, 4), np.array([1, -1])]),
    Case([normal(), np.array([0])]),
    Case([normal(3, 4), np.array([3])], error="out of range"),
    Case([normal(3, 4), np.array([0, -4])], error="given twice"),
])
