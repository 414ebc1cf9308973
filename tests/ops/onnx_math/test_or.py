from netdef.testing import Case, booleans, normal
from oracles.onnx_reference import onnx_test

test_or = onnx_test("Or", [
    Case([booleans(3, 4), booleans(3, 4)]),
    Case([booleans(2, 3, 4), booleans(3, 1)]),
    Case([normal(3), normal(3)], error="Unsupported type"),
])
