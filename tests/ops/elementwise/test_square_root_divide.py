import numpy as np

from netdef.testing import Case, integers, normal, operator_test, uniform


def square_root_divide(data, scale):
    factor = 1 / np.sqrt(np.where(scale == 0, 1, scale).astype(np.float32))
    return data * factor.reshape((-1,) + (1,) * (data.ndim - 1))


test_square_root_divide = operator_test("SquareRootDivide", square_root_divide, [
    Case([normal(3, 4), uniform(3, low=0.5, high=3)], gradient=[0]),
    Case([normal(4, 3), np.array([0, 1, 2, 9], np.int32)]),
    Case([normal(2, 3, 4), integers(2, dtype=np.int64)]),
    Case([normal(0, 4), normal(0)]),
    Case([normal(2, 3), np.array([1, -1], np.float32)], error="must not be negative"),
    Case([normal(2, 3), normal(3)], error="one number for each row"),
])
