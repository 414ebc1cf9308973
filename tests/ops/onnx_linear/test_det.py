import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_det = onnx_test("Det", [
    Case([normal(4, 4)]),
    Case([normal(2, 3, 3, 3)]),
    Case([np.zeros((2, 2), np.float32)]),
    Case([normal(3, 4)], error="square"),
])
