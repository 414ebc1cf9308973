import numpy as np

from netdef.testing import Case, integers, normal
from oracles.onnx_reference import onnx_test

test_clip = onnx_test("Clip", [
    *[Case([integers(3, 4, high=9).astype(t), np.array(2, t), np.array(6, t)]) for t in ("float32", "float64", "int8", "int64", "uint8", "uint64")],
    Case([normal(3, 4), None, np.float32(0.5)]),
    Case([normal(3, 4), np.float32(-0.5)]),
    Case([normal(3, 4), np.float32(2), np.float32(1)]),
    Case([normal(3, 4)]),
    Case([normal(3, 4), normal(2)], error="one value"),
])
