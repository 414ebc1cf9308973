import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def power(x, exponents=None, exponent=None, broadcast=0, axis=-1):
    if exponents is None:
        return x ** np.float32(exponent)
    if broadcast and axis != -1:
        exponents = exponents.reshape(exponents.shape + (1,) * (x.ndim - axis - exponents.ndim))
    return x ** exponents


def bases(*shape):
    return uniform(*shape, low=0.3, high=2)


test_pow = operator_test("Pow", power, [
    Case([bases(3, 4)], args={"exponent": 1.5}),
    Case([normal(2, 3)], args={"exponent": 2.0}),
    Case([normal(2, 3)], args={"exponent": 3.0}),
    Case([bases(0, 4)], args={"exponent": 0.5}),
    Case([bases(3, 4), normal(3, 4)]),
    Case([bases(2, 3, 4), normal(4)], args={"broadcast": 1}),
    Case([bases(2, 3, 4), normal(3)], args={"broadcast": 1, "axis": 1}),
    Case([bases(2, 3), normal(3)], error="did you forget to set broadcast=1"),
    Case([bases(2, 3)], error="exponent"),
])
