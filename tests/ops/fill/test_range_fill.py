import numpy as np

from netdef.testing import Case, normal, operator_test


def range_fill(*inputs, shape=()):
    shape = inputs[0].shape if inputs else tuple(shape)
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


test_range_fill = operator_test("RangeFill", range_fill, [
    Case([], args={"shape": [2, 3]}),
    Case([], args={"shape": [0]}),
    Case([normal(2, 3)]),
])
