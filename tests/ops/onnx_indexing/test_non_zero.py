import numpy as np

from netdef.testing import Case, booleans, integers
from oracles.onnx_reference import onnx_test

test_non_zero = onnx_test("NonZero", [
    Case([booleans(3, 4)]),
    *[Case([integers(3, 4, high=3).astype(t)]) for t in ("float32", "float16", "int64", "uint8")],
    Case([np.zeros(3, np.float32)]),
    Case([np.zeros((0, 3), np.float32)]),
])
