import numpy as np

from netdef.testing import Case, integers
from oracles.onnx_reference import onnx_test

test_bit_shift = onnx_test("BitShift", [
    *[Case([integers(3, 4, high=200).astype(t), integers(4, high=8).astype(t)], args={"direction": d})
      for t in ("uint8", "uint16", "uint32", "uint64") for d in ("LEFT", "RIGHT")],
    Case([np.array([3], np.uint8), np.array([9], np.uint8)], args={"direction": "LEFT"}, expected=np.array([0], np.uint8)),
    Case([np.array([-8, 4, -1], np.int8), np.array([1, 9, -3], np.int8)], args={"direction": "RIGHT"}, expected=np.array([-4, 0, -1], np.int8)),
    Case([np.array([-8, 4, 64], np.int8), np.array([1, -1, 1], np.int8)], args={"direction": "LEFT"}, expected=np.array([-16, 0, -128], np.int8)),
    Case([np.array([3], np.uint8), np.array([9], np.uint8)], args={"direction": "UP"}, error="LEFT or RIGHT"),
])
