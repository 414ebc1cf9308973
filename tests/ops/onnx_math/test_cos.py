import numpy as np
from oracles.onnx_reference import onnx_test
from oracles.trigonometry import CASES, near_and_far

test_cos = onnx_test("Cos", CASES)
test_near_and_far = near_and_far("Cos", np.cos)
