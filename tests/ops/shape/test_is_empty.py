import numpy as np

from netdef.testing import Case, normal, operator_test, strings

test_is_empty = operator_test("IsEmpty", lambda x: np.array(x.size == 0), [
    Case([normal(2, 3)]),
    Case([normal()]),
    Case([normal(0, 3)]),
    Case([strings(0)]),
])
