from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_shape = onnx_test("Shape", [
    Case([normal(3, 4, 5)]),
    Case([normal()]),
    *[Case([normal(3, 4, 5)], args=args) for args in ({"start": 1}, {"end": -1}, {"start": -2, "end": 9}, {"start": 2, "end": 1})],
])
