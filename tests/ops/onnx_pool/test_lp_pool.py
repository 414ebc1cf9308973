
from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

WINDOWS = [
    {"kernel_shape": [3, 3]},
    {"kernel_shape": [2, 3], "strides": [2, 1], "pads": [1, 0, 0, 2]},
    {"kernel_shape": [2, 2], "dilations": [2, 2], "strides": [2, 2]},
    {"kernel_shape": [3, 3], "strides": [2, 2], "auto_pad": "SAME_UPPER"},
    {"kernel_shape": [2, 2], "strides": [2, 2], "auto_pad": "SAME_LOWER"},
]

test_lp_pool = onnx_test("LpPool", [
    *[Case([normal(2, 3, 7, 8)], args={**window, "p": p}) for window in WINDOWS[:3] for p in (1, 2, 3)],
    Case([normal(2, 3, 9)], args={"kernel_shape": [2], "strides": [2]}),
    Case([normal(1, 1, 3, 3)], args={"kernel_shape": [2, 2], "p": 0}, error="at least 1"),
])
