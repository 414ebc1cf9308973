from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_flatten = onnx_test("Flatten", [
    Case([normal(2, 3, 4)]),
    *[Case([normal(2, 3, 4)], args={"axis": a}) for a in (0, 2, 3, -1, -3)],
    Case([normal(2, 3)], args={"axis": 3}, error="out of range"),
])
