import numpy as np

from netdef.testing import Case, booleans, normal
from oracles.onnx_reference import onnx_test

test_where = onnx_test("Where", [
    Case([booleans(3, 4), normal(3, 4), normal(3, 4)]),
    Case([booleans(3, 1), normal(4), normal(2, 1, 1)]),
    Case([booleans(2, 3, 4), np.int64(1), np.int64(2)]),
    Case([np.array([True, False]), np.array(["a", "b"], object), np.array(["c", "d"], object)], expected=np.array(["a", "d"], object)),
    Case([booleans(3), normal(3), np.ones(3)], error="of one type"),
])
