import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_floor = onnx_test("Floor", [
    Case([normal(3, 4)]),
    Case([normal(3, 4).astype(np.float64)]),
    Case([normal(3, 4).astype(np.float16)], rtol=1e-2, atol=1e-2),
    Case([normal(0, 4)]),
    Case([np.ones(3, np.int32)], error="Unsupported type"),
])
