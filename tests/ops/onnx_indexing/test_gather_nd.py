import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_gather_nd = onnx_test("GatherND", [
    Case([normal(2, 3, 4), np.array([[0, 1], [1, -1]])]),
    Case([normal(2, 3, 4), np.array([[0], [1]])]),
    Case([normal(2, 2, 3), np.array([[1], [0]])], args={"batch_dims": 1}),
    Case([normal(2, 3), np.array([[2, 0]])], error="indices of -2 to 1"),
    Case([normal(2, 3), np.array([[0, 0, 0]])], error="too long"),
    Case([normal(2, 3), np.array([[0], [1], [0]])], args={"batch_dims": 1}, error="must agree"),
    Case([normal(2, 3), np.array([[0]])], args={"batch_dims": 5}, error="out of range"),
])
