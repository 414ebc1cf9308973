import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_thresholded_relu = onnx_test("ThresholdedRelu", [
    Case([normal(3, 4, avoid=0)]),
    Case([normal(3, 4, avoid=0)], args={"alpha": 0.3}),
    Case([normal(3, 4, avoid=0).astype(np.float64)]),
    Case([normal(3, 4, avoid=0).astype(np.float16)], rtol=1e-2, atol=1e-2),
    Case([np.ones(3, np.int32)], error="Unsupported type"),
])
