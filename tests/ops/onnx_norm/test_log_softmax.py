import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_log_softmax = onnx_test("LogSoftmax", [
    Case([normal(3, 4, 5)]),
    *[Case([normal(3, 4, 5)], args={"axis": a}) for a in (0, 1, 2, -2)],
    Case([np.array([[0, 1, 2, 3], [10000, 10001, 10002, 10003]], np.float32)]),
    Case([normal(3, 70).astype(np.float64)]),
    Case([normal(3, 4).astype(np.float16)], rtol=1e-2, atol=1e-2),
    Case([normal(0, 4)]),
    Case([normal(3, 4)], args={"axis": 2}, error="out of range"),
    Case([np.ones(3, np.int32)], error="Unsupported type"),
])
