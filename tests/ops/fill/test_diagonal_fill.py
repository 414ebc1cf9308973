import numpy as np

from netdef.testing import Case, normal, operator_test


def diagonal_fill(*inputs, value=0.0, shape=()):
    y = np.zeros(inputs[0].shape if inputs else shape, np.float32 if isinstance(value, float) else np.int64)
    if y.size:
        np.fill_diagonal(y, value, wrap=True)
    return y


test_diagonal_fill = operator_test("DiagonalFill", diagonal_fill, [
    Case([], args={"shape": [3, 3], "value": 2.0}),
    Case([], args={"shape": [5, 3], "value": 2.0}),
    Case([], args={"shape": [3, 5], "value": 2}),
    Case([], args={"shape": [3, 3, 3], "value": 2.0}),
    Case([], args={"shape": [0, 3], "value": 2.0}),
    Case([normal(3, 3)], args={"value": 2.0}),
    Case([], args={"shape": [3], "value": 2.0}, error=">= 2D"),
    Case([], args={"shape": [2, 3, 3], "value": 2.0}, error="equal length"),
])
