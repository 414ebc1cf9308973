from oracles.onnx_cases import reduce_cases
from oracles.onnx_reference import onnx_test

test_reduce_log_sum_exp = onnx_test("ReduceLogSumExp", reduce_cases(whole=[]))
