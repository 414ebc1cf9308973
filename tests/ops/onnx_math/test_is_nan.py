import numpy as np

from netdef.testing import Case
from oracles.onnx_reference import onnx_test

test_is_nan = onnx_test("IsNaN", [
    *[Case([np.array([1, np.nan, np.inf, -np.inf], t)]) for t in ("float16", "float32", "float64")],
    Case([np.ones(3, np.int32)], error="Unsupported type"),
])
