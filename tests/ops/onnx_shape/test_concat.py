import numpy as np

from netdef.testing import Case, normal, strings
from oracles.onnx_reference import onnx_test

test_concat = onnx_test("Concat", [
    Case([normal(2, 3), normal(4, 3)], args={"axis": 0}),
    Case([normal(2, 3, 4), normal(2, 1, 4), normal(2, 0, 4)], args={"axis": -2}),
    Case([strings(2, 3), strings(2, 1)], args={"axis": 1}),
    Case([normal(2, 3), normal(4, 2)], args={"axis": 0}, error="does not fit"),
    Case([normal(2, 3), normal(4, 3)], args={"axis": 2}, error="out of range"),
    Case([normal(2, 3), np.ones((2, 3))], args={"axis": 0}, error="different types"),
])
