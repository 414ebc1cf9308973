import numpy as np

from netdef.testing import Case, distinct, integers, normal, operator_test


def arg_max(x, axis=-1, keepdims=1):
    return np.asarray(x.argmax(axis=axis, keepdims=bool(keepdims)), np.int64)


test_arg_max = operator_test("ArgMax", arg_max, [
    Case([distinct(3, 4)]),
    Case([distinct(3, 4)], args={"axis": 0}),
    Case([distinct(2, 3, 4)], args={"axis": 1, "keepdims": 0}),
    Case([integers(5, 20, high=3)]),
    Case([normal(0, 3)]),
    Case([normal(2, 0)], expected=np.zeros((2, 1), np.int64)),
    Case([normal()], error="out of range"),
    Case([normal(3)], args={"axis": 1}, error="out of range"),
])
