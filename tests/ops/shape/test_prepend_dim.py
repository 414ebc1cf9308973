from netdef.testing import Case, integers, normal, operator_test


def prepend_dim(x, dim_size):
    return x.reshape(dim_size, x.shape[0] // dim_size, *x.shape[1:])


test_prepend_dim = operator_test("PrependDim", prepend_dim, [
    Case([normal(6, 2)], args={"dim_size": 3}),
    Case([normal(4)], args={"dim_size": 4}),
    Case([integers(0, 4)], args={"dim_size": 2}),
    Case([normal(5)], args={"dim_size": 2}, error="must be multiple of prepend_dim"),
    Case([normal(5)], error="greater than zero"),
    Case([normal()], args={"dim_size": 1}, error="at least 1D"),
])
