from netdef.testing import Case, normal, strings
from oracles.onnx_reference import onnx_test

ITEMS = [normal(3), normal(2)]

test_identity = onnx_test("Identity", [
    Case([normal(3, 4)]),
    Case([strings(2, 3)]),
    Case([ITEMS], expected=(ITEMS,)),
])
