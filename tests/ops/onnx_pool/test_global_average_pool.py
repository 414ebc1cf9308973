import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_global_average_pool = onnx_test("GlobalAveragePool", [
    Case([normal(2, 3, 4, 5)]),
    Case([normal(2, 3, 4)]),
    Case([normal(2, 3, 2, 2, 2).astype(np.float64)]),
    Case([normal(2, 3)], error="N, C"),
    Case([normal(2, 3, 0)], error="image is empty"),
])
