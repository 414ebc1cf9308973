
from netdef.testing import Case, normal, strings
from oracles.onnx_reference import onnx_test

test_transpose = onnx_test("Transpose", [
    Case([normal(2, 3, 4)]),
    *[Case([normal(2, 3, 4).astype(t)], args={"perm": [1, 2, 0]}) for t in ("float16", "float64", "int8", "complex128", "bool")],
    Case([strings(2, 3)]),
    Case([normal()]),
    Case([normal(0, 3)]),
    Case([normal(2, 3)], args={"perm": [0, 0]}, error="given twice"),
    Case([normal(2, 3)], args={"perm": [0]}, error="each axis once"),
])
