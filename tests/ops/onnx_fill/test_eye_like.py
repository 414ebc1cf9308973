import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_eye_like = onnx_test("EyeLike", [
    Case([np.zeros((3, 4), np.int32)]),
    *[Case([normal(4, 3)], args={"k": k, "dtype": 11}) for k in (-5, -1, 0, 2, 3)],
    Case([normal(4)], error="expected a matrix"),
])
