from oracles.onnx_cases import softmax_cases
from oracles.onnx_reference import onnx_test

test_log_softmax = onnx_test("LogSoftmax", softmax_cases())
