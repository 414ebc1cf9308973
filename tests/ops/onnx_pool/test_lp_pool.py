from netdef.testing import Case, normal
from oracles.onnx_cases import WINDOWS
from oracles.onnx_reference import onnx_test

test_lp_pool = onnx_test("LpPool", [
    *[Case([normal(2, 3, 7, 8)], args={**window, "p": p}) for window in WINDOWS[:3] for p in (1, 2, 3)],
    Case([normal(2, 3, 9)], args={"kernel_shape": [2], "strides": [2]}),
    Case([normal(1, 1, 3, 3)], args={"kernel_shape": [2, 2], "p": 0}, error="at least 1"),
])
