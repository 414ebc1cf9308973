from oracles.onnx_cases import nothing_reduced, reduce_cases
from oracles.onnx_reference import onnx_test

test_reduce_sum = onnx_test("ReduceSum", [*reduce_cases(), nothing_reduced()])
