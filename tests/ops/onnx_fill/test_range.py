import numpy as np

from netdef.testing import Case
from oracles.onnx_reference import onnx_test

test_range = onnx_test("Range", [
    Case([np.float32(1), np.float32(5), np.float32(1.5)]),
    Case([np.int32(10), np.int32(6), np.int32(-3)]),
    Case([np.int64(3), np.int64(1), np.int64(1)]),
    Case([np.float16(1), np.float16(3), np.float16(0.5)]),
    Case([np.int64(3), np.int64(1), np.int64(0)], error="must not be 0"),
    Case([np.float32(0), np.float32(np.inf), np.float32(1)], error="too many"),
    Case([np.float32(0), np.int32(1), np.float32(1)], error="of one type"),
])
