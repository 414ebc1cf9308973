from oracles.onnx_cases import arithmetic_cases
from oracles.onnx_reference import onnx_test

test_mul = onnx_test("Mul", arithmetic_cases())
