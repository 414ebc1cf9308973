import numpy as np

from netdef.testing import Case
from netdef.testing.onnx import tensor_argument
from oracles.onnx_reference import onnx_test

test_constant_of_shape = onnx_test("ConstantOfShape", [
    Case([np.array([2, 3])]),
    Case([np.array([], np.int64)]),
    *[Case([np.array([2, 0, 3])], args=tensor_argument("value", np.array([7], t)), expected=np.full((2, 0, 3), 7, t)) for t in ("int64", "float16", "uint8")],
    Case([np.array([4])], args=tensor_argument("value", np.array([7.5])), expected=np.full(4, 7.5)),
    Case([np.array([4])], args=tensor_argument("value", np.array([7.5, 1])), error="one element"),
    Case([np.array([-4])], error="negative"),
])
