from netdef.testing import Case, normal, uniform
from oracles.onnx_reference import onnx_test

X = normal(2, 4, 6, 7)

test_deform_conv = onnx_test("DeformConv", [
    Case([X, normal(3, 4, 3, 2), normal(2, 12, 4, 6)], args={"kernel_shape": [3, 2], "pads": [0, 0, 0, 0]}),
    Case([X, normal(3, 4, 3, 3), normal(2, 18, 6, 7), normal(3), uniform(2, 9, 6, 7)], args={"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}),
    Case([X, normal(4, 2, 2, 2), normal(2, 16, 3, 4)], args={"kernel_shape": [2, 2], "pads": [0, 0, 0, 1], "strides": [2, 2], "group": 2, "offset_group": 2}),
    Case([X, normal(3, 4, 3, 2), normal(2, 11, 4, 6)], error="expected offsets"),
    Case([X, normal(3, 3, 3, 2), normal(2, 12, 4, 6)], error="does not fit"),
], rtol=1e-3, atol=1e-4)
