import numpy as np

from netdef.testing import Case, integers, normal, operator_test, strings


def shape(x, axes=()):
    return np.array([x.shape[a] for a in axes] if axes else x.shape, np.int64)


test_shape = operator_test("Shape", shape, [
    Case([normal(2, 3, 4)]),
    Case([normal(2, 3, 4)], args={"axes": [2, 0]}),
    Case([normal()]),
    Case([normal(0, 3)]),
    Case([integers(2, 3)]),
    Case([strings(2)]),
    Case([normal(2, 3)], args={"axes": [2]}, error="Axis out of range"),
    Case([normal(2, 3)], args={"axes": [-1]}, error="Axis out of range"),
])
