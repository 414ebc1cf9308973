import numpy as np

from netdef.testing import Case, normal, operator_test, strings

test_has_elements = operator_test("HasElements", lambda *x: np.array(any(v.size for v in x)), [
    Case([normal(2, 3)]),
    Case([normal(0, 3)]),
    Case([normal(0, 3), strings(2)]),
    Case([normal(0, 3), normal(0)]),
])
