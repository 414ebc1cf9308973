from oracles.onnx_cases import reduce_cases
from oracles.onnx_reference import onnx_test

test_reduce_max = onnx_test("ReduceMax", reduce_cases())
