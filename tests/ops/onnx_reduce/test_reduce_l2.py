from oracles.onnx_cases import nothing_reduced, reduce_cases
from oracles.onnx_reference import onnx_test

test_reduce_l2 = onnx_test("ReduceL2", [*reduce_cases(whole=[]), nothing_reduced()])
