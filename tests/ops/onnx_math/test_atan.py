import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_atan = onnx_test("Atan", [
    Case([normal(3, 4)]),
    Case([normal(3, 4).astype(np.float64)]),
    Case([normal(3, 4).astype(np.float16)], rtol=1e-2, atol=1e-2),
    Case([normal(0, 4)]),
    Case([np.concatenate([np.linspace(-5, 5, 4001, dtype=np.float32), np.float32([0.0, -0.0, np.nan, np.inf, -np.inf, 2.5])])], rtol=1e-6, atol=1e-7),
    Case([np.ones(3, np.int32)], error="Unsupported type"),
])
