import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

X = normal(3, 4)

test_mean = onnx_test("Mean", [
    Case([normal(3, 4)]),
    Case([normal(3, 4), normal(3, 4), normal(3, 4)]),
    Case([X, X[:1], X[:, :1]], expected=(X + X[:1] + X[:, :1]) / np.float32(3)),
    Case([normal(3, 4), normal(5)], error="imension|mismatch|broadcast|larger|overflow|out of range|counted|match|stretch"),
])
