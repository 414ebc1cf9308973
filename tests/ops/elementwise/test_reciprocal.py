from netdef.testing import Case, normal, operator_test, uniform


def reciprocal(x):
    return 1 / x


test_reciprocal = operator_test("Reciprocal", reciprocal, [
    Case([uniform(3, 4, low=0.2, high=3)]),
    Case([uniform(2, 3, 5, low=0.2, high=3)]),
    Case([normal(0, 4)]),
])
