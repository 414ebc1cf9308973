import numpy as np

from netdef.testing import Case, normal, operator_test, uniform

test_make_two_class = operator_test("MakeTwoClass", lambda x: np.stack([1 - x, x], axis=-1), [
    Case([uniform(5)]),
    Case([uniform(2, 3)]),
    Case([normal(0)]),
])
