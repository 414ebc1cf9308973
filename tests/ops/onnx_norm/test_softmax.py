from oracles.onnx_cases import softmax_cases
from oracles.onnx_reference import onnx_test

test_softmax = onnx_test("Softmax", softmax_cases())
