import numpy as np

from netdef.testing import Case, distinct
from oracles.onnx_reference import onnx_test

X = distinct(1, 1, 2, 2)
I = np.array([[[[5, 7], [13, 15]]]])

test_max_unpool = onnx_test("MaxUnpool", [
    Case([X, I], args={"kernel_shape": [2, 2], "strides": [2, 2]}),
    Case([X, I, np.array([1, 1, 5, 5])], args={"kernel_shape": [2, 2], "strides": [2, 2]}),
    Case([distinct(1, 2, 2, 2), I.repeat(2, 1) + 16 * np.arange(2).reshape(1, 2, 1, 1)], args={"kernel_shape": [2, 2], "strides": [2, 2]}),
    Case([X, I + 1], args={"kernel_shape": [2, 2], "strides": [2, 2]}, error="indices of 0 to 15"),
    Case([X, I], args={"kernel_shape": [2], "strides": [2, 2]}, error="for each spatial axis"),
    Case([X, I], args={"kernel_shape": [2, 2], "strides": [2, 2**62]}, error="makes no image|more elements than can be counted"),
])
