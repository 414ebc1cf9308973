import numpy as np

from netdef.testing import Case
from oracles.onnx_reference import onnx_test

test_is_inf = onnx_test("IsInf", [
    *[Case([np.array([1, np.nan, np.inf, -np.inf], t)], args=args) for t in ("float16", "float32", "float64")
      for args in ({}, {"detect_negative": 0}, {"detect_positive": 0})],
    Case([np.ones(3, np.int32)], error="Unsupported type"),
])
