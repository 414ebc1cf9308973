import numpy as np

from netdef.testing import Case, integers, normal
from oracles.onnx_reference import onnx_test

test_mat_mul_integer = onnx_test("MatMulInteger", [
    *[Case([integers(3, 4, high=120).astype(a), integers(4, 5, high=120).astype(b), np.array(7, a), np.array(3, b)])
      for a in ("int8", "uint8") for b in ("int8", "uint8")],
    Case([integers(2, 3, 4).astype(np.uint8), integers(4, 5).astype(np.uint8)]),
    Case([integers(3, 4).astype(np.uint8), integers(4, 5).astype(np.uint8), np.zeros(2, np.uint8)], error="for each row or column"),
    Case([integers(3, 4).astype(np.uint8), integers(3, 5).astype(np.uint8)], error="cannot be multiplied"),
    Case([normal(3, 4), normal(4, 5)], error="Unsupported type"),
])
