"""Conditional against a choice row by row."""

import numpy as np

from netdef.testing import Case, booleans, integers, normal, operator_test, strings


def conditional(condition, data_t, data_f):
    return np.stack([data_t[i] if c else data_f[i] for i, c in enumerate(condition)]) if len(condition) else data_t


test_conditional = operator_test("Conditional", conditional, [
    Case([booleans(4), normal(4), normal(4)]),
    Case([booleans(3), normal(3, 2, 5), normal(3, 2, 5)]),
    Case([booleans(3), integers(3, 2), integers(3, 2)]),
    Case([booleans(2), strings(2, 3), strings(2, 3)]),
    Case([booleans(0), normal(0, 2), normal(0, 2)]),
    Case([booleans(2, 2), normal(2, 2), normal(2, 2)], error="one dimension"),
    Case([booleans(3), normal(2, 2), normal(2, 2)], error="one row for each"),
    Case([booleans(2), normal(2, 2), normal(2, 3)], error="same shape"),
    Case([booleans(2), normal(2, 2), integers(2, 2)], error="same type"),
], gradient=False, why="Caffe2 stops the gradient here")
