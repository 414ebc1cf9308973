
from netdef.testing import Case, integers, normal
from oracles.onnx_reference import onnx_test

INTS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]

test_bitwise_or = onnx_test("BitwiseOr", [
    *[Case([integers(3, 4, high=99).astype(t), integers(4, high=99).astype(t)]) for t in INTS],
    Case([normal(3), normal(3)], error="Unsupported type"),
])
