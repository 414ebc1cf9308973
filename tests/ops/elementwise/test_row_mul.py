from netdef.testing import Case, normal, operator_test


def row_mul(mat, w):
    return mat * w.reshape((-1,) + (1,) * (mat.ndim - 1))


test_row_mul = operator_test("RowMul", row_mul, [
    Case([normal(3, 4), normal(3)]),
    Case([normal(2, 3, 4), normal(2)]),
    Case([normal(5), normal(5)]),
    Case([normal(0, 4), normal(0)]),
    Case([normal(3, 4), normal(4)], error="Length of w"),
])
