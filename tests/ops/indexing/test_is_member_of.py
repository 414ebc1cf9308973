import numpy as np

from netdef.testing import Case, booleans, integers, normal, operator_test

STRINGS = np.array([[b"a", b"bc"], [b"", b"a"]], object)


def is_member_of(x, value=(), dtype=None):
    """Elements of another type than the values, as dtype says it, are members of nothing."""
    values = [v.encode() if isinstance(v, str) else v for v in value]
    if dtype is not None and {np.dtype(np.int32): 2, np.dtype(object): 4, np.dtype(bool): 5, np.dtype(np.int64): 10}[x.dtype] != dtype:
        values = []
    return np.array([v in values for v in x.ravel().tolist()], bool).reshape(x.shape)


test_is_member_of = operator_test("IsMemberOf", is_member_of, [
    Case([integers(3, 4)], args={"value": [1, 3, 5]}),
    Case([integers(10, dtype=np.int64)], args={"value": [2, 2**40], "dtype": 10}),
    Case([np.int32([0, 1])], args={"value": [2**32]}),
    Case([booleans(6)], args={"value": [1]}),
    Case([STRINGS], args={"value": ["a", ""]}),
    Case([STRINGS], args={"value": ["bc"], "dtype": 4}),
    Case([integers(4)]),
    Case([integers(4)], args={"value": [1], "dtype": 10}),
    Case([STRINGS], args={"value": [1]}),
    Case([integers(4)], args={"value": ["a"]}),
    Case([integers(4)], args={"value": [1], "dtype": 1}, error="Unexpected 'dtype' argument value: 1"),
    Case([normal(4)], args={"value": [1]}, error="Unsupported type"),
])
