from oracles.onnx_cases import reduce_cases
from oracles.onnx_reference import onnx_test

test_reduce_min = onnx_test("ReduceMin", reduce_cases())
