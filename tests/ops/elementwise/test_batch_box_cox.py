import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def batch_box_cox(x, lambda1, lambda2):
    shifted = np.maximum(x.reshape(x.shape[0], -1) + lambda2, 1e-6) if x.size else x
    power = np.where(lambda1 == 0, 1, lambda1)
    return np.where(lambda1 == 0, np.log(shifted), (shifted ** power - 1) / power).reshape(x.shape).astype(x.dtype)


test_batch_box_cox = operator_test("BatchBoxCox", batch_box_cox, [
    Case([uniform(5, 3, high=3), np.array([0, 0.5, 2], np.float32), np.array([0.1, 0, 1], np.float32)]),
    Case([uniform(5, 2, 2, high=3), normal(4), uniform(4)]),
    Case([-uniform(3, 1), np.zeros(1, np.float32), np.zeros(1, np.float32)]),
    Case([normal(0, 3), normal(3), normal(3)]),
    Case([normal(2, 3), normal(2), normal(3)], error="vectors of 3 numbers"),
])
