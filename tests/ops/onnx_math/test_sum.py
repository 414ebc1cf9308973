from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_sum = onnx_test("Sum", [
    Case([normal(3, 4)]),
    Case([normal(3, 4), normal(3, 4), normal(3, 4)]),
    Case([normal(3, 1), normal(4), normal(2, 1, 1)]),
    Case([normal(3, 4), normal(5)], error="imension|mismatch|broadcast|larger|overflow|out of range|counted|match|stretch"),
])
