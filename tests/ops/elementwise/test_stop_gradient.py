from netdef.testing import Case, integers, normal, operator_test, strings

test_stop_gradient = operator_test("StopGradient", lambda x: x, [
    Case([normal(3, 4)]),
    Case([integers(2, 3)]),
    Case([strings(2, 3)]),
    Case([normal(0, 4)]),
])
