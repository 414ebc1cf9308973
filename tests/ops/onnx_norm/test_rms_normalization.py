from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_rms_normalization = onnx_test("RMSNormalization", [
    *[Case([normal(2, 3, 4), normal(*(2, 3, 4)[a:])], args={"axis": a}) for a in (0, 1, -1)],
    Case([normal(2, 3, 4), normal(1)], args={"epsilon": 0.1}),
    Case([normal(2, 3, 4), normal(2, 2, 3, 4)], error="scale must stretch"),
])
