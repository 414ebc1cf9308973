import numpy as np

from netdef.testing import Case, distinct, integers
from oracles.onnx_reference import onnx_test, reference

WINDOWS = [
    {"kernel_shape": [3, 3]},
    {"kernel_shape": [2, 3], "strides": [2, 1], "pads": [1, 0, 0, 2]},
    {"kernel_shape": [2, 2], "dilations": [2, 2], "strides": [2, 2]},
    {"kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1},
    {"kernel_shape": [3, 3], "strides": [2, 2], "auto_pad": "SAME_UPPER"},
]
X = distinct(2, 3, 7, 8)

test_max_pool = onnx_test("MaxPool", [
    *[Case([distinct(2, 3, 7, 8)], args=window) for window in WINDOWS],
    Case([X], args={"kernel_shape": [2, 2], "strides": [2, 2], "auto_pad": "SAME_LOWER"},
         expected=reference("MaxPool")(X, kernel_shape=[2, 2], strides=[2, 2], pads=[1, 0, 0, 0])),
    Case([distinct(2, 3, 9)], args={"kernel_shape": [2], "strides": [2]}),
    Case([distinct(1, 2, 4, 5, 6)], args={"kernel_shape": [2, 2, 2]}),
    Case([integers(1, 1, 5, 5, high=100).astype(np.uint8)], args={"kernel_shape": [2, 2]}),
    Case([distinct(1, 1, 3, 3)], args={"kernel_shape": [5, 5]}, error="does not fit"),
    Case([distinct(1, 1, 3, 3)], args={"kernel_shape": [2]}, error="wrong number of entries"),
    Case([distinct(1, 1, 3, 3)], args={"kernel_shape": [2, 2], "strides": [0, 1]}, error="strides is out of range"),
    Case([distinct(1, 1, 3, 3)], args={"kernel_shape": [2, 2], "pads": [2**40, 0, 0, 0]}, error="pads is out of range"),
    Case([distinct(3, 3)], args={"kernel_shape": [2]}, error="N, C"),
])


def test_indices():
    from netdef.testing import run_operator

    x = distinct(2, 3, 5, 6)
    y, rows = run_operator("MaxPool", x, outputs=2, domain="ai.onnx", kernel_shape=[2, 3], strides=[2, 2])
    np.testing.assert_array_equal(x.ravel()[rows], y)
    y, columns = run_operator("MaxPool", x, outputs=2, domain="ai.onnx", kernel_shape=[2, 3], strides=[2, 2], storage_order=1)
    np.testing.assert_array_equal(x.transpose(0, 1, 3, 2).ravel()[columns], y)
