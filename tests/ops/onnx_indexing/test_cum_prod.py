import numpy as np

from netdef.testing import Case, integers, normal
from oracles.onnx_reference import onnx_test

test_cum_prod = onnx_test("CumProd", [
    *[Case([normal(3, 4), np.int64(axis)], args={"exclusive": e, "reverse": r}) for axis in (0, 1, -1) for e in (0, 1) for r in (0, 1)],
    Case([integers(2, 3, 4), np.int32(1)]),
    Case([normal(3, 4), np.int64(2)], error="out of range"),
    Case([normal(3, 4), np.array([0, 1])], error="one integer"),
])
