from netdef.testing import Case, integers, normal, operator_test

test_merge_dim = operator_test("MergeDim", lambda x: x.reshape(x.shape[0] * x.shape[1], *x.shape[2:]), [
    Case([normal(3, 4, 2)]),
    Case([normal(3, 4)]),
    Case([integers(0, 4, 2)]),
    Case([normal(3)], error="at least 2D"),
])
