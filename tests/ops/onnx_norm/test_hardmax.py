from oracles.onnx_cases import softmax_cases
from oracles.onnx_reference import onnx_test

test_hardmax = onnx_test("Hardmax", softmax_cases())
