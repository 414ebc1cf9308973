import numpy as np

from netdef.testing import Case, normal, strings
from oracles.onnx_reference import onnx_test

test_slice = onnx_test("Slice", [
    Case([normal(20, 10, 5), np.array([0, 0]), np.array([3, 10]), np.array([0, 1]), np.array([1, 1])]),
    Case([normal(20, 10), np.array([20, 10, ]), np.array([0, 1]), None, np.array([-3, -2])]),
    Case([normal(20, 10), np.array([-5]), np.array([2**62]), np.array([-1])]),
    Case([normal(20, 10), np.array([-2**63 + 1]), np.array([2**63 - 1]), np.array([0]), np.array([2**62])]),
    Case([normal(5), np.array([-1]), np.array([-100]), np.array([0]), np.array([-1])]),
    Case([normal(5), np.array([3]), np.array([1])]),
    Case([strings(5, 2), np.array([1], np.int32), np.array([4], np.int32)]),
    Case([normal(5), np.array([0]), np.array([1]), np.array([1])], error="out of range"),
    Case([normal(5), np.array([0]), np.array([1]), np.array([0]), np.array([0])], error="must not be 0"),
    Case([normal(5), np.array([0, 0]), np.array([1])], error="for each axis"),
])
