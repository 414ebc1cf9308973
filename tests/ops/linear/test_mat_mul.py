import numpy as np

from netdef.testing import Case, normal, operator_test


def mat_mul(a, b, shape=None, axis_a=1, axis_b=1, trans_a=0, trans_b=0):
    def matrix(x, axis, transpose):
        x = x.reshape(int(np.prod(x.shape[: axis % x.ndim])), int(np.prod(x.shape[axis % x.ndim :])))
        return x.T if transpose else x

    y = matrix(a, axis_a, trans_a) @ matrix(b, axis_b, trans_b)
    return y if shape is None else y.reshape(shape.shape)


test_mat_mul = operator_test("MatMul", mat_mul, [
    Case([normal(3, 4), normal(4, 5)]),
    Case([normal(4, 3), normal(4, 5)], args={"trans_a": 1}),
    Case([normal(3, 4), normal(5, 4)], args={"trans_b": 1}),
    Case([normal(4, 3), normal(5, 4)], args={"trans_a": 1, "trans_b": 1}),
    Case([normal(2, 3, 4), normal(4, 5)], args={"axis_a": 2}),
    Case([normal(4, 2, 3), normal(5, 2, 2)], args={"axis_a": 1, "axis_b": -2, "trans_a": 1, "trans_b": 1}),
    Case([normal(3, 4), normal(4, 6), normal(3, 2, 3)], gradient=False, why="the third input only gives the shape"),
    Case([normal(0, 4), normal(4, 5)]),
    Case([normal(3, 0), normal(0, 5)]),
    Case([normal(3, 4), normal(5, 4)], error="Dimension mismatch"),
    Case([normal(3, 4), normal(4, 6), normal(3, 5)], error="wrong size"),
])
