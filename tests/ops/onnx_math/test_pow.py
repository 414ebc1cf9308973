import numpy as np

from netdef.testing import Case, integers, normal, uniform
from oracles.onnx_reference import onnx_test

test_pow = onnx_test("Pow", [
    Case([uniform(3, 4, low=0.1, high=3), normal(3, 4)]),
    Case([normal(2, 3, 4), np.float32(2)]),
    Case([uniform(3, 4, low=0.1, high=3), integers(4)]),
    Case([integers(3, 4, high=6), integers(4, high=6)]),
    Case([integers(3, 4, low=1, high=6).astype(np.int64), uniform(4, high=3)]),
    Case([np.array([0, 3]), np.array([-1.0, 99.0])], expected=np.array([2**63 - 1, 2**63 - 1])),
    Case([normal(3), np.array(["a"] * 3, object)], error="Unsupported type"),
])
