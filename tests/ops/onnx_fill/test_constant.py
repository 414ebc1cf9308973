import numpy as np

from netdef.testing import Case, normal, strings
from netdef.testing.onnx import tensor_argument
from oracles.onnx_reference import onnx_test

ARRAYS = [normal(2, 3), np.arange(4), np.array(2.5), strings(3), np.zeros((0, 2), np.uint16)]

test_constant = onnx_test("Constant", [
    *[Case([], args=tensor_argument("value", a), expected=a) for a in ARRAYS],
    Case([], args={"value_float": 2.5}, expected=np.array(2.5, np.float32)),
    Case([], args={"value_int": 7}, expected=np.array(7)),
    Case([], args={"value_string": b"abc"}, expected=np.array(b"abc", object)),
    Case([], args={"value_ints": [1, 2]}, expected=np.array([1, 2])),
    Case([], args={"value_floats": [1.5, 2.0]}, expected=np.array([1.5, 2.0], np.float32)),
    Case([], args={"value_strings": [b"a", b"b"]}, expected=np.array([b"a", b"b"], object)),
    Case([], outputs=1, error="exactly one"),
    Case([], args={"value": b"123", "value_dtype": "float", "value_dims": [1]}, outputs=1, error="bytes"),
    Case([], args={"value": b"123", "value_dtype": "nope", "value_dims": [1]}, outputs=1, error="does not name an element type"),
])
