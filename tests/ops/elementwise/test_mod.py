import numpy as np

from netdef.testing import Case, integers, operator_test


def mod(x, divisor, sign_follow_divisor=0):
    return (np.mod if sign_follow_divisor else np.fmod)(x, divisor).astype(x.dtype)


test_mod = operator_test("Mod", mod, [
    Case([integers(3, 4, low=-20, high=20, dtype=np.int64)], args={"divisor": 3}),
    Case([integers(3, 4, low=-20, high=20)], args={"divisor": 7, "sign_follow_divisor": 1}),
    Case([integers(3, 4, low=-20, high=20)], args={"divisor": -7, "sign_follow_divisor": 1}),
    Case([integers(3, 4, low=-20, high=20)], args={"divisor": -1}),
    Case([integers(0, 4)], args={"divisor": 3}),
    Case([integers(3, 4)], args={"divisor": 0}, error="divisor"),
])
