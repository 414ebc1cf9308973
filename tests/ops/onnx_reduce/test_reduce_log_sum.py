import numpy as np

from netdef.testing import Case, uniform
from oracles.onnx_reference import onnx_test

test_reduce_log_sum = onnx_test("ReduceLogSum", [
    *[Case([uniform(3, 4, 5, low=0.5, high=2), np.array(a)], args={"keepdims": k}) for a in ([0], [1], [-1], [0, 2], [2, 1], [0, 1, 2]) for k in (0, 1)],
    Case([uniform(3, 4, 5, low=0.5, high=2)]),
    Case([uniform(3, 4, 5, low=0.5, high=2), np.zeros(0, np.int64)], args={"noop_with_empty_axes": 1}),
    Case([uniform(3, 4).astype(np.float64), np.array([1])]),
    Case([uniform(3, 4, 5, low=0.5, high=2).astype(np.float16), np.array([1])], rtol=2e-2, atol=2e-2),
    Case([uniform(3, 4, 5, low=0.5, high=2), np.array([3])], error="out of range"),
    Case([uniform(3, 4, 5, low=0.5, high=2), np.array([0, -3])], error="given twice"),
])
