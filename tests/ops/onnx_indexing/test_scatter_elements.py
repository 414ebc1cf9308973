import numpy as np

from netdef.testing import Case, integers, normal
from oracles.onnx_reference import onnx_test

test_scatter_elements = onnx_test("ScatterElements", [
    Case([normal(3, 3), np.array([[1, 0, 2], [0, 2, 1]]), normal(2, 3)]),
    Case([normal(1, 5), np.array([[1, -2]]), normal(1, 2)], args={"axis": 1}),
    *[Case([integers(1, 5).astype(t), np.array([[1, 1, 3]]), integers(1, 3).astype(t)], args={"axis": 1, "reduction": r})
      for r in ("add", "mul", "max", "min") for t in ("float32", "int64", "uint8", "float16")],
    Case([normal(1, 5), np.array([[5]]), normal(1, 1)], args={"axis": 1}, error="indices of -5 to 4"),
    Case([normal(1, 5), np.array([[1]]), np.ones((1, 1))], args={"axis": 1}, error="of one type"),
    Case([normal(1, 5), np.array([[1]]), normal(1, 2)], args={"axis": 1}, error="one shape"),
    Case([normal(1, 5), np.array([[1]]), normal(1, 1)], args={"reduction": "x"}, error="reduction must be"),
])
