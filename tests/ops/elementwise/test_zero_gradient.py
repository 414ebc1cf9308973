from netdef.testing import Case, normal, operator_test

test_zero_gradient = operator_test("ZeroGradient", None, [
    Case([normal(3, 4)], outputs=0, gradient=False, why="it has no output"),
    Case([normal(0, 4)], outputs=0, gradient=False, why="it has no output"),
])
