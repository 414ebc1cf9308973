import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

X = normal(3, 4)

test_pad = onnx_test("Pad", [
    Case([normal(3, 4), np.array([1, 0, 2, 3])]),
    Case([normal(3, 4), np.array([1, 0, 2, 3]), np.float32(5)]),
    Case([X, np.array([-1, 1, 0, -2])], expected=np.pad(X[1:, :2], [(0, 0), (1, 0)])),
    Case([normal(2, 3, 4), np.array([1, 2]), None, np.array([-1])]),
    *[Case([normal(3, 4), np.array([1, 2, 2, 1])], args={"mode": m}) for m in ("edge", "reflect", "wrap")],
    Case([np.arange(6).reshape(2, 3), np.array([0, 1, 0, 1])], args={"mode": "edge"}),
    Case([normal(3, 4), np.array([1, 0])], error="two values"),
    Case([normal(3, 4), np.array([-4, 0, 0, 0])], error="do not fit"),
    Case([normal(3, 4), np.array([2**62, 0, 2**62, 0])], error="do not fit"),
    Case([normal(3, 4), np.array([1, 0, 0, 0])], args={"mode": "x"}, error="mode must be"),
    Case([normal(0, 4), np.array([1, 0, 0, 0])], args={"mode": "edge"}, error="no element"),
])
