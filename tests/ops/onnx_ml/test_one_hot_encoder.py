import numpy as np

from netdef.testing import Case, operator_test

WORDS = np.array([["a", "b"], ["zz", "c"]], object)


def one_hot_encoder(x, cats_strings=None, cats_int64s=None, zeros=1):
    categories = np.array(cats_strings, object) if cats_strings else np.array(cats_int64s)
    return (np.asarray(x if cats_strings else np.trunc(x))[..., None] == categories).astype(np.float32)


test_one_hot_encoder = operator_test("OneHotEncoder", one_hot_encoder, [
    Case([WORDS], args={"cats_strings": ["c", "a"]}),
    Case([WORDS[:1]], args={"cats_strings": ["a", "b"], "zeros": 0}),
    *[Case([np.array([3, 1, 9], dtype)], args={"cats_int64s": [1, 2, 3]}) for dtype in (np.int32, np.int64, np.float32, np.float64)],
    Case([np.float32([1.5, np.nan, np.inf, -2.9])], args={"cats_int64s": [1, -2]}),
    Case([np.int64(2)], args={"cats_int64s": [1, 2]}),
    Case([np.zeros((0, 3), np.int64)], args={"cats_int64s": [1, 2]}),
    Case([WORDS], args={"cats_strings": ["c", "a"], "zeros": 0}, error="expected one of the categories, element 1 is b"),
    Case([WORDS], args={"cats_int64s": [1]}, error="the categories are numbers"),
    Case([WORDS], args={"cats_int64s": [1], "cats_strings": ["a"]}, error="exactly one of"),
], domain="ai.onnx.ml")
