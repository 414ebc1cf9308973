import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_arg_max = onnx_test("ArgMax", [
    *[Case([normal(3, 4, 5)], args={"axis": a, "keepdims": k}) for a in (0, 1, -1) for k in (0, 1)],
    *[Case([np.array([[2, 5, 5, 2], [1, 1, 1, 1]], t)], args={"axis": 1, "select_last_index": l}) for l in (0, 1) for t in ("float32", "int64", "uint8")],
    Case([np.zeros((2, 0), np.float32)], args={"axis": 1}, error="no element"),
    Case([normal(3)], args={"axis": 1}, error="out of range"),
])
