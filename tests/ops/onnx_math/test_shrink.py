import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_shrink = onnx_test("Shrink", [
    Case([normal(3, 4, avoid=0)]),
    Case([normal(3, 4, avoid=0)], args={"bias": 0.2, "lambd": 0.3}),
    Case([normal(3, 4, avoid=0).astype(np.float64)]),
    Case([normal(3, 4, avoid=0).astype(np.float16)], rtol=1e-2, atol=1e-2),
    Case([np.arange(-4, 5)], args={"bias": 1.0, "lambd": 1.5}),
])
