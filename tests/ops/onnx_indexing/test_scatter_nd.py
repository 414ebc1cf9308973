import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_scatter_nd = onnx_test("ScatterND", [
    Case([normal(8), np.array([[4], [3], [1], [7]]), normal(4)]),
    Case([normal(4, 3, 2), np.array([[0], [2]]), normal(2, 3, 2)]),
    Case([normal(4, 3), np.array([[0, 1], [2, -1]]), normal(2)]),
    *[Case([normal(4, 3), np.array([[0], [0]]), normal(2, 3)], args={"reduction": r}) for r in ("add", "mul", "max", "min")],
    Case([normal(8), np.array([[8]]), normal(1)], error="indices of -8 to 7"),
    Case([normal(8), np.array([[1]]), normal(2)], error="updates must have the shape"),
    Case([normal(8), np.array([[1, 2]]), normal(1)], error="too long"),
])
