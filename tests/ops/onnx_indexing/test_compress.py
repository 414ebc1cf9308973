import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_compress = onnx_test("Compress", [
    Case([normal(3, 2), np.array([False, True, True])], args={"axis": 0}),
    Case([normal(3, 2), np.array([False, True])], args={"axis": -1}),
    Case([normal(3, 2), np.array([False, True, False, False, True])]),
    Case([normal(3, 2), np.array([False, True, False])], args={"axis": 1}, error="too many"),
])
