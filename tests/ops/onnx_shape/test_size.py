from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_size = onnx_test("Size", [
    Case([normal(3, 4, 5)]),
    Case([normal(0, 5)]),
    Case([normal()]),
])
