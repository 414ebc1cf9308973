from oracles.onnx_cases import nothing_reduced, reduce_cases
from oracles.onnx_reference import onnx_test

test_reduce_sum_square = onnx_test("ReduceSumSquare", [*reduce_cases(whole=["int64"]), nothing_reduced()])
