import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_tensor_scatter = onnx_test("TensorScatter", [
    Case([normal(2, 3, 5, 4), normal(2, 3, 2, 4), np.array([1, 3])]),
    Case([normal(2, 5, 4), normal(2, 2, 4)]),
    Case([normal(2, 5, 4), normal(2, 2, 4), np.array([4, 3])], args={"mode": "circular"}),
    Case([normal(2, 5, 4), normal(2, 2, 4), np.array([4, 3])], error="write indices of 0 to 3"),
    Case([normal(2, 5, 4), normal(2, 6, 4)], error="does not fit"),
])
