from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

ARGS = [
    {},
    {"strides": [2, 1], "pads": [1, 0, 2, 1]},
    {"dilations": [2, 2]},
    {"auto_pad": "SAME_UPPER", "strides": [2, 2]},
    {"auto_pad": "SAME_LOWER", "strides": [2, 2]},
    {"auto_pad": "VALID"},
]

test_onnx_conv = onnx_test("Conv", [
    *[Case([normal(2, 4, 8, 9), normal(6, 4, 3, 2), normal(6)], args=args) for args in ARGS],
    Case([normal(2, 4, 8, 9), normal(6, 2, 3, 3)], args={"group": 2}),
    Case([normal(2, 4, 8), normal(6, 4, 3)]),
    Case([normal(1, 2, 4, 5, 4), normal(3, 2, 2, 2, 2)]),
    Case([normal(2, 4, 8, 9), normal(6, 3, 3, 2)], error="input channels does not match"),
    Case([normal(2, 4, 8, 9), normal(6, 4, 3, 2)], args={"kernel_shape": [2, 2]}, error="not that of the filter"),
    Case([normal(2, 4, 8, 9), normal(6, 4, 9, 2)], error="does not fit"),
    Case([normal(2, 4, 8, 9), normal(6, 4, 3, 2)], args={"auto_pad": "x"}, error="auto_pad must be"),
    Case([normal(2, 4, 8, 9), normal(6, 4, 3, 2)], args={"group": 0}, error="group is out of range"),
])
