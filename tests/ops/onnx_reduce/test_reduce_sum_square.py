import numpy as np

from netdef.testing import Case, integers, normal
from oracles.onnx_reference import onnx_test

test_reduce_sum_square = onnx_test("ReduceSumSquare", [
    *[Case([normal(3, 4, 5), np.array(a)], args={"keepdims": k}) for a in ([0], [1], [-1], [0, 2], [2, 1], [0, 1, 2]) for k in (0, 1)],
    Case([normal(3, 4, 5)]),
    Case([normal(3, 4, 5), np.zeros(0, np.int64)], args={"noop_with_empty_axes": 1}),
    *[Case([integers(3, 4, high=5).astype(t), np.array([1])]) for t in ("int64", "float64")],
    Case([np.zeros((2, 0, 3), np.float32), np.array([1])]),
    Case([normal(3, 4, 5).astype(np.float16), np.array([1])], rtol=2e-2, atol=2e-2),
    Case([normal(3, 4, 5), np.array([3])], error="out of range"),
    Case([normal(3, 4, 5), np.array([0, -3])], error="given twice"),
])
