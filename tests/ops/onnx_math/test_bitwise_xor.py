from netdef.testing import Case, integers, normal
from oracles.onnx_cases import INTS
from oracles.onnx_reference import onnx_test

test_bitwise_xor = onnx_test("BitwiseXor", [
    *[Case([integers(3, 4, high=99).astype(t), integers(4, high=99).astype(t)]) for t in INTS],
    Case([normal(3), normal(3)], error="Unsupported type"),
])
