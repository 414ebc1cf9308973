import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_lp_normalization = onnx_test("LpNormalization", [
    *[Case([normal(3, 4, 5)], args={"axis": a, "p": p}) for a in (0, 1, -1) for p in (1, 2)],
    Case([np.zeros((2, 3), np.float32)]),
    Case([normal(3)], args={"p": 3}, error="1 or 2"),
])
