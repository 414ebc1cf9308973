import numpy as np

from netdef.testing import Case, integers, normal
from oracles.onnx_reference import onnx_test

test_sign = onnx_test("Sign", [
    Case([normal(3, 4)]),
    *[Case([(integers(3, 4, high=9) - 4).astype(t)]) for t in ("int8", "int16", "int32", "int64", "float64")],
    Case([normal(3, 4).astype(np.float16)], rtol=1e-2, atol=1e-2),
    Case([normal(0, 4)]),
    Case([np.array([np.nan, -np.inf, -0.0], np.float32)], expected=np.array([np.nan, -1, 0], np.float32)),
    Case([np.array([True])], error="Unsupported type"),
])
