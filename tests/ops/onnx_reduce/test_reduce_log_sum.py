from functools import partial

from netdef.testing import uniform
from oracles.onnx_cases import reduce_cases
from oracles.onnx_reference import onnx_test

test_reduce_log_sum = onnx_test("ReduceLogSum", reduce_cases(partial(uniform, low=0.5, high=2), whole=[]))
