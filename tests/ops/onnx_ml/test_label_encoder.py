import numpy as np

from netdef.testing import Case, operator_test
from netdef.testing.onnx import tensor_argument

WORDS = np.array([["a", "b"], ["c", "a"]], object)

test_label_encoder = operator_test("LabelEncoder", None, [
    Case([WORDS], args={"keys_strings": ["a", "b"], "values_int64s": [7, 8], "default_int64": 42}, expected=np.array([[7, 8], [42, 7]])),
    Case([WORDS], args={"keys_strings": ["a", "b"], "values_strings": ["x", "y"]}, expected=np.array([["x", "y"], ["_Unused", "x"]], object)),
    Case([np.array([1, 5, 2])], args={"keys_int64s": [1, 2], "values_floats": [0.5, 1.5]}, expected=np.array([0.5, -0.0, 1.5], np.float32)),
    Case([np.array([1, np.nan, 0], np.float32)], args={"keys_floats": [float("nan"), 0.0], "values_int64s": [3, 4]}, expected=np.array([-1, 3, 4])),
    Case([WORDS], args={"keys_strings": ["a", "b"], **tensor_argument("values_tensor", np.array([1, 2], np.int16)), **tensor_argument("default_tensor", np.array([9], np.int16))},
         expected=np.array([[1, 2], [9, 1]], np.int16)),
    Case([WORDS], args={"keys_strings": ["a", "b"], "values_int64s": [7]}, error="as many keys"),
    Case([WORDS], args={"keys_strings": ["a"]}, error="lacks its values"),
    Case([np.ones(2)], args={"keys_strings": ["a"], "values_int64s": [7]}, error="the keys are of type"),
], domain="ai.onnx.ml")
