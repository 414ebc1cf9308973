import numpy as np

from netdef.testing import Case, booleans, integers, normal, operator_test, strings


def conditional(c, t, f):
    return np.where(c.reshape(c.shape + (1,) * (t.ndim - 1)), t, f)


test_conditional = operator_test("Conditional", conditional, [
    Case([booleans(3), normal(3, 4), normal(3, 4)]),
    Case([booleans(3), integers(3, dtype=np.int64), integers(3, dtype=np.int64)]),
    Case([booleans(3), strings(3, 2), strings(3, 2)]),
    Case([booleans(0), normal(0, 4), normal(0, 4)]),
    Case([booleans(2), normal(3, 4), normal(3, 4)], error="one value for each row"),
    Case([booleans(3), normal(3, 4), normal(3, 5)], error="Dimension mismatch"),
])
