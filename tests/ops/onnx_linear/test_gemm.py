import numpy as np

from netdef.testing import Case, integers, normal
from oracles.onnx_reference import onnx_test

test_gemm = onnx_test("Gemm", [
    Case([normal(3, 4), normal(4, 5)]),
    Case([normal(4, 3), normal(5, 4), normal(5)], args={"transA": 1, "transB": 1, "alpha": 0.5, "beta": 2.0}),
    *[Case([normal(3, 4), normal(4, 5), normal(*s)]) for s in ((3, 5), (3, 1), (1, 5), (1,), ())],
    Case([integers(3, 4), integers(4, 5), integers(5)]),
    Case([normal(3, 4).astype(np.float64), normal(4, 5).astype(np.float64)]),
    Case([normal(3, 4), normal(5, 4)], error="cannot be multiplied"),
    Case([normal(3, 4), normal(4, 5), normal(4)], error="imension|mismatch|broadcast|larger|overflow|out of range|counted|match|stretch"),
])
