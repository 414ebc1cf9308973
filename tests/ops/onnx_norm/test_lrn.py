from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_lrn = onnx_test("LRN", [
    *[Case([normal(2, 6, 3, 4)], args={"size": s, "alpha": 0.2, "beta": 0.5, "bias": 2.0}) for s in (1, 2, 3, 4, 20)],
    Case([normal(2, 6, 3, 4)], args={"size": 3}),
    Case([normal(2, 6, 3, 4)], args={"size": 0}, error="must be positive"),
    Case([normal(3)], args={"size": 3}, error="N, C"),
])
