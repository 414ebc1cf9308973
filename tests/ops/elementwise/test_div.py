import functools

import numpy as np
import pytest

from nets import op, run
from netdef.testing import Case, integers, normal, operator_test, uniform
from oracles.broadcast import broadcast_cases, broadcasting


def quotient(a, b):
    return (np.sign(a) * np.sign(b) * (np.abs(a) // np.abs(b))).astype(a.dtype) if a.dtype.kind == "i" else a / b


test_div = operator_test("Div", broadcasting(quotient), [
    *broadcast_cases(normal, functools.partial(uniform, low=0.5, high=2)),
    Case([integers(3, 4, low=-9), integers(4, low=1)]),
    Case([integers(3, 4), np.zeros(4, np.int32)], error="division by zero"),
])


@pytest.mark.parametrize("shape", [(4, 3), (3,)])
def test_the_gradient_of_old_nets_takes_no_dividend(shape):
    rng = np.random.RandomState(0)
    b, c, dc = (rng.uniform(1, 2, s).astype(np.float32) for s in (shape, (4, 3), (4, 3)))
    da, db = run(op("DivGradient", ["b", "c", "dc"], ["da", "db"]), feed={"b": b, "c": c, "dc": dc}, fetch=["da", "db"])
    np.testing.assert_allclose(da, dc / b, rtol=1e-5)
    expected = -dc * c / b
    np.testing.assert_allclose(db, expected if len(shape) == 2 else expected.sum(axis=0), rtol=1e-5)
