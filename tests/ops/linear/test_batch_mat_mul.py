import numpy as np

from netdef.testing import Case, normal, operator_test


def batch_mat_mul(a, b, trans_a=0, trans_b=0, broadcast=0):
    if trans_a and a.ndim > 1:
        a = np.swapaxes(a, -1, -2)
    if trans_b and b.ndim > 1:
        b = np.swapaxes(b, -1, -2)
    return np.atleast_1d(np.matmul(a, b))


BROADCAST = {"args": {"broadcast": 1}, "gradient": False, "why": "Caffe2 has no gradient for broadcast=1"}

test_batch_mat_mul = operator_test("BatchMatMul", batch_mat_mul, [
    Case([normal(2, 3, 4), normal(2, 4, 5)]),
    Case([normal(2, 4, 3), normal(2, 4, 5)], args={"trans_a": 1}),
    Case([normal(2, 3, 4), normal(2, 5, 4)], args={"trans_b": 1}),
    Case([normal(2, 4, 3), normal(2, 5, 4)], args={"trans_a": 1, "trans_b": 1}),
    Case([normal(2, 2, 3, 4), normal(2, 2, 4, 5)]),
    Case([normal(3, 4), normal(4, 5)]),
    Case([normal(0, 3, 4), normal(0, 4, 5)]),
    Case([normal(2, 3, 0), normal(2, 0, 5)]),
    Case([normal(40, 12, 11), normal(40, 11, 13)], gradient=False, why="too many products for numeric differences"),
    Case([normal(5, 2, 3), normal(3, 4)], **BROADCAST),
    Case([normal(2, 3), normal(5, 3, 4)], **BROADCAST),
    Case([normal(6, 1, 2, 3), normal(5, 3, 4)], **BROADCAST),
    Case([normal(6, 5, 2, 3), normal(1, 5, 3, 4)], **BROADCAST),
    Case([normal(6, 5, 2, 3), normal(6, 1, 3, 4)], **BROADCAST),
    Case([normal(3), normal(5, 3, 4)], **BROADCAST),
    Case([normal(5, 2, 3), normal(3)], **BROADCAST),
    Case([normal(3), normal(3)], **BROADCAST),
    Case([normal(5, 2, 3), normal(3, 4)], error="broadcast"),
    Case([normal(5, 2, 3), normal(2, 3, 4)], args={"broadcast": 1}, error="do not broadcast"),
    Case([normal(5, 2, 3), normal(5, 2, 3)], error="Dimension mismatch"),
])
