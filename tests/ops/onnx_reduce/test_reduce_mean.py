from oracles.onnx_cases import nothing_reduced, reduce_cases
from oracles.onnx_reference import onnx_test

test_reduce_mean = onnx_test("ReduceMean", [*reduce_cases(), nothing_reduced(error="nothing to reduce")])
