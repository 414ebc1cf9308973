import numpy as np

from netdef.testing import Case, booleans, normal, operator_test, strings

test_size = operator_test("Size", lambda x: np.array(x.size, np.int64), [
    Case([normal(2, 3, 4)]),
    Case([normal()]),
    Case([normal(0, 3)]),
    Case([booleans(2, 3)]),
    Case([strings(2)]),
])
