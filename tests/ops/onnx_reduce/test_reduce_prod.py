from oracles.onnx_cases import nothing_reduced, reduce_cases
from oracles.onnx_reference import onnx_test

test_reduce_prod = onnx_test("ReduceProd", [*reduce_cases(), nothing_reduced()])
