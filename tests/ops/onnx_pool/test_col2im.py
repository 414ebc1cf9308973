import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_col2im = onnx_test("Col2Im", [
    Case([normal(1, 5, 5), np.array([5, 5]), np.array([1, 5])]),
    Case([normal(2, 18, 9), np.array([5, 5]), np.array([3, 3])]),
    Case([normal(1, 4, 4), np.array([4, 4]), np.array([2, 2])], args={"strides": [2, 2]}),
    Case([normal(1, 9, 16), np.array([4, 4]), np.array([3, 3])], args={"pads": [1, 1, 1, 1]}),
    Case([normal(2, 12, 6), np.array([6, 7]), np.array([2, 3])], args={"strides": [2, 3], "dilations": [2, 1], "pads": [1, 0, 0, 1]}),
    Case([normal(1, 16, 8), np.array([3, 3, 3]), np.array([2, 2, 2])]),
    Case([normal(1, 4, 5), np.array([4, 4]), np.array([2, 2])], error="expected columns"),
    Case([normal(1, 4, 4), np.array([4, 4]), np.array([2])], error="as many axes"),
    Case([normal(1, 4, 4), np.array([-4, 4]), np.array([2, 2])], error="cannot have -4 pixels"),
])
