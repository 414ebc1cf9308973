from netdef.testing import Case, distinct, integers, operator_test

test_colwise_max = operator_test("ColwiseMax", lambda x: x.max(axis=1), [
    Case([distinct(2, 3, 4)]),
    Case([distinct(1, 5, 1)]),
    Case([distinct(0, 3, 4)]),
    Case([integers(2, 3, 4)]),
    Case([distinct(3, 4)], error="3 dims"),
    Case([distinct(2, 0, 4) if 1 == 1 else distinct(2, 3, 0)], error="no maximum of nothing"),
])
