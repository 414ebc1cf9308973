from netdef.testing import Case, integers, normal
from oracles.onnx_reference import onnx_test

test_max = onnx_test("Max", [
    Case([normal(3, 4)]),
    Case([normal(3, 4), normal(3, 4), normal(3, 4)]),
    Case([normal(3, 1), normal(4), normal(2, 1, 1)]),
    *[Case([integers(3, 4, high=9).astype(t), integers(4, high=9).astype(t)]) for t in ("int8", "uint16", "int64", "uint64")],
    Case([normal(3, 4), normal(5)], error="imension|mismatch|broadcast|larger|overflow|out of range|counted|match|stretch"),
])
