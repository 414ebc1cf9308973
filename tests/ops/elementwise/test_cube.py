from netdef.testing import Case, integers, normal, operator_test


def cube(x):
    return x ** 3


test_cube = operator_test("Cube", cube, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
    Case([integers(3, 4)]),
])
