import numpy as np

from netdef.testing import Case, integers, normal
from oracles.onnx_reference import onnx_test

test_cast_like = onnx_test("CastLike", [
    Case([normal(3, 4, std=9), np.zeros(1, np.int64)]),
    Case([integers(3, 4), np.zeros(1, np.float16)]),
    Case([integers(3, 4), np.zeros(1, bool)]),
])
