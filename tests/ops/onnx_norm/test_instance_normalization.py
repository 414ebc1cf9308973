from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_instance_normalization = onnx_test("InstanceNormalization", [
    Case([normal(2, 3, 4, 5), normal(3), normal(3)]),
    Case([normal(2, 3, 7), normal(3), normal(3)], args={"epsilon": 0.01}),
    Case([normal(2, 3, 7), normal(2), normal(3)], error="for each of 3 channels"),
    Case([normal(2), normal(2), normal(3)], error="N, C"),
])
