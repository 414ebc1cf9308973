from oracles.onnx_cases import arithmetic_cases
from oracles.onnx_reference import onnx_test

test_add = onnx_test("Add", arithmetic_cases())
