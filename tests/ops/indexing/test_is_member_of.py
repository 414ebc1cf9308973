import numpy as np

from netdef.testing import Case, booleans, integers, normal, operator_test

STRINGS = np.array([[b"a", b"bc"], [b"", b"a"]], object)


def is_member_of(x, value=(), dtype=None):
    values = [v.encode() if isinstance(v, str) else v for v in value]
    return np.array([v in values for v in x.ravel().tolist()], bool).reshape(x.shape)


test_is_member_of = operator_test("IsMemberOf", is_member_of, [
    Case([integers(3, 4)], args={"value": [1, 3, 5]}),
    Case([integers(10, dtype=np.int64)], args={"value": [2, 2**40], "dtype": 10}),
    Case([np.int32([0, 1])], args={"value": [2**32]}),
    Case([booleans(6)], args={"value": [1]}),
    Case([STRINGS], args={"value": ["a", ""]}),
    Case([STRINGS], args={"value": ["bc"], "dtype": 4}),
    Case([integers(4)]),
    Case([integers(4)], args={"value": [1], "dtype": 10}, error="dtype says int64"),
    Case([STRINGS], args={"value": [1]}, error="the elements are strings"),
    Case([integers(4)], args={"value": ["a"]}, error="the values strings"),
    Case([normal(4)], args={"value": [1]}, error="Unsupported type"),
])
