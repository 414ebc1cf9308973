import functools

import numpy as np
from netdef.testing import Case, integers, normal, operator_test, uniform
from oracles.broadcast import broadcast_cases, broadcasting


def quotient(a, b):
    return (np.sign(a) * np.sign(b) * (np.abs(a) // np.abs(b))).astype(a.dtype) if a.dtype.kind == "i" else a / b


test_div = operator_test("Div", broadcasting(quotient), [
    *broadcast_cases(normal, functools.partial(uniform, low=0.5, high=2)),
    Case([integers(3, 4, low=-9), integers(4, low=1)]),
    Case([integers(3, 4), np.zeros(4, np.int32)], error="division by zero"),
])
