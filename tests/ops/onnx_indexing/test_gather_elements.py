import numpy as np

from netdef.testing import Case, normal, strings
from oracles.onnx_reference import onnx_test

test_gather_elements = onnx_test("GatherElements", [
    Case([normal(3, 3), np.array([[1, 2, 0], [2, 0, 0]])]),
    Case([normal(3, 4), np.array([[-1, 2], [3, 0], [0, 1]])], args={"axis": 1}),
    Case([strings(3), np.array([2, 2])]),
    Case([normal(3, 3), np.array([[3, 0, 0]])], error="indices of -3 to 2"),
    Case([normal(3, 3), np.zeros((1, 4), np.int64)], error="reach beyond"),
    Case([normal(3, 3), np.zeros(3, np.int64)], error="as many dimensions"),
])
