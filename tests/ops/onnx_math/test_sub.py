from oracles.onnx_cases import arithmetic_cases
from oracles.onnx_reference import onnx_test

test_sub = onnx_test("Sub", arithmetic_cases())
