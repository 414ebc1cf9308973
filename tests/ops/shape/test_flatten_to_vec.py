from netdef.testing import Case, integers, normal, operator_test

test_flatten_to_vec = operator_test("FlattenToVec", lambda x: x.reshape(-1), [
    Case([normal(2, 3, 4)]),
    Case([normal(4)]),
    Case([normal(0, 3)]),
    Case([integers(2, 3)]),
    Case([normal()], error="must be >= 1"),
])
