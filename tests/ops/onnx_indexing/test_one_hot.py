import numpy as np

from netdef.testing import Case
from oracles.onnx_reference import onnx_test

test_one_hot = onnx_test("OneHot", [
    Case([np.array([0, 7, 8]), np.int64(12), np.array([2, 5], np.int32)]),
    Case([np.array([[1, 9], [2, 4]], np.float32), np.float32(10), np.array([1, 3], np.float32)], args={"axis": 1}),
    Case([np.array([0, -7, -8]), np.int64(10), np.array([1, 3], np.float32)], args={"axis": 0}),
    Case([np.array([0, 10]), np.array([5]), np.array([0, 1], np.float32)], expected=np.eye(5, dtype=np.float32)[[0, 1]] * np.array([[1], [0]], np.float32)),
    Case([np.array([0]), np.array([-5]), np.array([0, 1])], error="negative"),
    Case([np.array([0]), np.array([5]), np.array([0, 1, 2])], error="off and on"),
    Case([np.array([0]), np.array([5]), np.array([0, 1])], args={"axis": 3}, error="out of range"),
])
