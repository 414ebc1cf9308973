import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_affine_grid = onnx_test("AffineGrid", [
    *[Case([normal(2, 2, 3), np.array([2, 3, 5, 6])], args={"align_corners": a}) for a in (0, 1)],
    *[Case([normal(2, 3, 4), np.array([2, 3, 4, 5, 6])], args={"align_corners": a}) for a in (0, 1)],
    Case([normal(2, 2, 3), np.array([3, 3, 5, 6])], error="do not fit"),
    Case([normal(2, 2, 3), np.array([2, 3, -5, 6])], error="negative"),
])
