from netdef.testing import Case, integers, normal, operator_test

test_negate_gradient = operator_test("NegateGradient", lambda x: x, [
    Case([normal(3, 4)], gradient=False, why="it is the negative of the slope on purpose"),
    Case([integers(3)]),
    Case([normal(0, 4)]),
])
