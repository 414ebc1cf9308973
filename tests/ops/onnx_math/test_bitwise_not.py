import numpy as np

from netdef.testing import Case, integers
from oracles.onnx_reference import onnx_test

test_bitwise_not = onnx_test("BitwiseNot", [
    *[Case([integers(3, 4, high=99).astype(t)]) for t in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")],
    Case([np.ones(3, np.float32)], error="Unsupported type"),
])
