import numpy as np
from oracles.extremes import many_elements, nan_in_the_first_place, onnx_arg_cases
from oracles.onnx_reference import onnx_test

test_arg_min = onnx_test("ArgMin", onnx_arg_cases())
test_many_elements = many_elements("ArgMin", np.argmin)
test_nan_is_it_in_the_first_place_only = nan_in_the_first_place("ArgMin", np.argmin, np.nanargmin)
