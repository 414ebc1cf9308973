from netdef.testing import Case, operator_test

test_crash = operator_test("Crash", None, [Case([], error="the net asked for this error")])
