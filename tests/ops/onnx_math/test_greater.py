from netdef.testing import Case, integers
from oracles.onnx_reference import onnx_test

TYPES = ["float32", "float64", "float16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]

test_greater = onnx_test("Greater", [
    *[Case([integers(3, 4, high=3).astype(t), integers(4, high=3).astype(t)]) for t in TYPES],
    Case([integers(3, 4), integers(5)], error="imension|mismatch|broadcast|larger|overflow|out of range|counted|match|stretch"),
])
