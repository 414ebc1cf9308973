import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_top_k = onnx_test("TopK", [
    *[Case([normal(3, 7, 2), np.array([3])], args={"axis": a, "largest": g}) for a in (0, 1) for g in (0, 1)],
    Case([normal(3, 7), np.array([7])]),
    Case([np.array([[1, 3, 3, 2, 3]], np.int64), np.array([3])]),
    Case([normal(3, 7), np.array([0])]),
    Case([normal(3, 7), np.array([8])], outputs=2, error="k must be"),
    Case([normal(3, 7), np.array([-1])], outputs=2, error="k must be"),
    Case([normal(3, 7), np.array([1])], args={"axis": 2}, outputs=2, error="out of range"),
], outputs=2)
