import numpy as np
from oracles.extremes import many_elements, nan_in_the_first_place, onnx_arg_cases
from oracles.onnx_reference import onnx_test

test_arg_max = onnx_test("ArgMax", onnx_arg_cases())
test_many_elements = many_elements("ArgMax", np.argmax)
test_nan_is_it_in_the_first_place_only = nan_in_the_first_place("ArgMax", np.argmax, np.nanargmax)
