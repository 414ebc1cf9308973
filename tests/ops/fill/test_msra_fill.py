import numpy as np

from netdef.testing import Case, operator_test, run_operator

test_msra_fill = operator_test("MSRAFill", None, [
    Case([], args={"shape": [2, 3]}, outputs=1),
    Case([], args={"shape": [3, 0]}, outputs=1),
    Case([], args={"shape": [3]}, error="at least two dimensions"),
], why="the numbers are random; test_distribution looks at them")


def test_distribution():
    y = run_operator("MSRAFill", shape=[50, 100, 4])
    assert abs(y.mean()) < 0.01 and abs(y.std() - np.sqrt(2 / 200)) < 0.002
