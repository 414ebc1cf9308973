import numpy as np

from netdef.testing import Case, normal, operator_test


def softmax(x, axis=1):
    rows = x.reshape(int(np.prod(x.shape[:axis % x.ndim], dtype=int)), -1) if x.size else x
    e = np.exp(rows - rows.max(axis=-1, keepdims=True)) if x.size else x
    return (e / e.sum(axis=-1, keepdims=True)).reshape(x.shape) if x.size else x


test_softmax = operator_test("Softmax", softmax, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(2, 3, 5)], args={"axis": 2}),
    Case([normal(2, 3, 5)], args={"axis": 0}),
    Case([normal(2, 3, 5)], args={"axis": -1}),
    Case([normal(3, 4) * 100], gradient=False, why="flat: all the weight is on one element"),
    Case([normal(3, 4, dtype=np.float64)]),
    Case([normal(0, 4)]),
    Case([normal(4)], error="axis 1 is out of range"),
])
