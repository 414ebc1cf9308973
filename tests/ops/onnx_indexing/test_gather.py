import numpy as np

from netdef.testing import Case, normal, strings
from oracles.onnx_reference import onnx_test

test_gather = onnx_test("Gather", [
    Case([normal(5, 4, 3), np.array([[0, 3], [-1, 2]])]),
    Case([normal(5, 4, 3), np.array([1, 0, 1], np.int32)], args={"axis": -2}),
    Case([normal(5, 4), np.array(2)], args={"axis": 1}),
    Case([strings(4), np.array([3, 3, 0])]),
    Case([normal(0, 3), np.zeros(0, np.int64)]),
    Case([normal(5, 4), np.array([5])], error="indices of -5 to 4"),
    Case([normal(5, 4), np.array([-6])], error="indices of -5 to 4"),
    Case([normal(5, 4), np.array([0])], args={"axis": 2}, error="out of range"),
    Case([normal(5, 4), np.array([0.0])], error="Unsupported type"),
])
