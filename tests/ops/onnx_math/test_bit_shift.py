import numpy as np

from netdef.testing import Case, integers
from oracles.onnx_reference import onnx_test

test_bit_shift = onnx_test("BitShift", [
    *[Case([integers(3, 4, high=200).astype(t), integers(4, high=8).astype(t)], args={"direction": d})
      for t in ("uint8", "uint16", "uint32", "uint64") for d in ("LEFT", "RIGHT")],
    Case([np.array([3], np.uint8), np.array([9], np.uint8)], args={"direction": "LEFT"}, expected=np.array([0], np.uint8)),
    Case([np.array([3], np.uint8), np.array([9], np.uint8)], args={"direction": "UP"}, error="LEFT or RIGHT"),
])
