import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_hard_swish = onnx_test("HardSwish", [
    Case([normal(3, 4, std=4)]),
    Case([normal(3, 4, std=4).astype(np.float64)]),
    Case([np.ones(3, np.int32)], error="Unsupported type"),
])
