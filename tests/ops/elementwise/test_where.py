import numpy as np

from netdef.testing import Case, booleans, integers, normal, operator_test, strings


def where(c, x, y, broadcast_on_rows=0):
    return np.where(c.reshape(c.shape + (1,) * (x.ndim - c.ndim)), x, y)


test_where = operator_test("Where", where, [
    Case([booleans(3, 4), normal(3, 4), normal(3, 4)]),
    Case([booleans(3), normal(3, 4), normal(3, 4)], args={"broadcast_on_rows": 1}),
    Case([booleans(3, 4), integers(3, 4, dtype=np.int64), integers(3, 4, dtype=np.int64)]),
    Case([booleans(5), strings(5), strings(5)]),
    Case([booleans(0), normal(0), normal(0)]),
    Case([booleans(3), normal(3, 4), normal(3, 4)], error="Dimension mismatch"),
    Case([booleans(2), normal(3, 4), normal(3, 4)], args={"broadcast_on_rows": 1}, error="one value for each row"),
])
