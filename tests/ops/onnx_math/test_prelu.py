from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_prelu = onnx_test("PRelu", [
    Case([normal(2, 3, 4), normal(3, 1)]),
    Case([normal(2, 3), normal()]),
    Case([normal(3), normal(2, 3)], error="stretches to X"),
])
