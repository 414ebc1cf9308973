import numpy as np

from netdef.testing import Case, normal, strings
from oracles.onnx_reference import onnx_test

test_reshape = onnx_test("Reshape", [
    *[Case([normal(2, 3, 4), np.array(s, np.int64)]) for s in ([6, 4], [-1], [0, -1], [4, 0, 2], [1, 2, 3, 4, 1])],
    Case([normal(0, 3), np.array([3, 0])], args={"allowzero": 1}),
    Case([strings(2, 3), np.array([3, 2])]),
    Case([normal(2, 3), np.array([4, 2])], error="numbers of elements differ"),
    Case([normal(2, 3), np.array([-1, -1])], error="only one dim"),
    Case([normal(2, 3), np.array([-1, 4])], error="no shape like"),
    Case([normal(2, 3), np.array([2, 3, 0])], error="has only"),
    Case([normal(2, 3), np.array([-2, -3])], error="negative"),
])
