import numpy as np

from netdef.testing import Case, integers, normal
from oracles.onnx_reference import onnx_test

INTS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]

test_add = onnx_test("Add", [
    Case([normal(3, 4), normal(3, 4)]),
    Case([normal(2, 3, 4), normal(3, 1)]),
    Case([normal(), normal(2, 1, 5)]),
    Case([normal(0, 4), normal(4)]),
    *[Case([integers(3, 4, high=9).astype(t), integers(4, high=9).astype(t)]) for t in INTS],
    Case([normal(3, 4).astype(np.float16), normal(4).astype(np.float16)], rtol=1e-2, atol=1e-2),
    Case([normal(3, 4), normal(4).astype(np.float64)], error="of one type"),
    Case([normal(3, 4), normal(5)], error="imension|mismatch|broadcast|larger|overflow|out of range|counted|match|stretch")
])
