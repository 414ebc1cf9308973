from netdef.testing import Case, normal
from oracles.onnx_cases import WINDOWS
from oracles.onnx_reference import onnx_test

test_average_pool = onnx_test("AveragePool", [
    *[Case([normal(2, 3, 7, 8)], args={**window, "count_include_pad": i}) for window in WINDOWS for i in (0, 1)],
    Case([normal(2, 3, 9)], args={"kernel_shape": [2], "strides": [2]}),
    Case([normal(1, 2, 4, 5, 6)], args={"kernel_shape": [2, 2, 2]}),
    Case([normal(1, 1, 4, 4)], args={"kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1}),
    Case([normal(1, 1, 3, 3)], error="kernel_shape"),
])
