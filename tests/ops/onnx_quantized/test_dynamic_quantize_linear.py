import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_dynamic_quantize_linear = onnx_test("DynamicQuantizeLinear", [
    Case([normal(3, 4)]),
    Case([np.abs(normal(20)) + 1]),
    Case([-np.abs(normal(20)) - 1]),
    Case([np.array([1, np.inf], np.float32)], outputs=3, error="finite"),
], outputs=3)
