import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_reverse_sequence = onnx_test("ReverseSequence", [
    Case([normal(4, 3, 2), np.array([4, 1, 3])]),
    Case([normal(3, 4), np.array([4, 1, 2])], args={"batch_axis": 0, "time_axis": 1}),
    Case([normal(4, 3), np.array([4, 1, 5])], error="lengths of 0 to 4"),
    Case([normal(4, 3), np.array([4, 1])], error="for each sequence"),
    Case([normal(4, 3), np.array([4, 1, 3])], args={"batch_axis": 2**63 - 1, "time_axis": 1}, error="must be 0 and 1"),
])
