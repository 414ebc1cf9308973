import numpy as np

from netdef.testing import Case, normal, uniform
from oracles.onnx_reference import onnx_test

test_acosh = onnx_test("Acosh", [
    Case([uniform(3, 4, low=1.1, high=9)]),
    Case([uniform(3, 4, low=1.1, high=9).astype(np.float64)]),
    Case([uniform(3, 4, low=1.1, high=9).astype(np.float16)], rtol=1e-2, atol=1e-2),
    Case([normal(0, 4)]),
    Case([np.ones(3, np.int32)], error="Unsupported type"),
])
