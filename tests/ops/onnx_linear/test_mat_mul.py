import numpy as np

from netdef.testing import Case, integers, normal
from oracles.onnx_reference import onnx_test

test_mat_mul = onnx_test("MatMul", [
    Case([normal(3, 4), normal(4, 5)]),
    Case([normal(2, 3, 4), normal(4, 5)]),
    Case([normal(2, 1, 3, 4), normal(3, 4, 5)]),
    Case([normal(4), normal(4, 5)]),
    Case([normal(3, 4), normal(4)]),
    Case([normal(4), normal(4)]),
    Case([normal(0, 4), normal(4, 5)]),
    *[Case([integers(3, 4).astype(t), integers(4, 5).astype(t)]) for t in ("int32", "int64", "uint32", "uint64", "float64")],
    Case([normal(3, 4).astype(np.float16), normal(4, 5).astype(np.float16)], rtol=2e-2, atol=2e-2),
    Case([normal(3, 4), normal(5, 4)], error="cannot be multiplied"),
    Case([normal(), normal(4)], error="scalar"),
])
