from netdef.testing import Case, normal, operator_test, strings

test_data_couple = operator_test("DataCouple", lambda *x: x[:2], [
    Case([normal(3, 4), strings(2)]),
    Case([normal(3, 4), normal(2), normal(5)]),
])
