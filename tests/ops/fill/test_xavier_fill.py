import numpy as np

from netdef.testing import Case, normal, operator_test, run_operator

test_xavier_fill = operator_test("XavierFill", None, [
    Case([], args={"shape": [2, 3]}, outputs=1),
    Case([], args={"shape": [0, 3]}, outputs=1),
    Case([normal(2, 3)], outputs=1),
    Case([], error="at least one dimension"),
], why="the numbers are random; test_distribution looks at them")


def test_distribution():
    y = run_operator("XavierFill", shape=[200, 10, 5, 2])
    bound = np.sqrt(3 / 100)
    assert np.abs(y).max() <= bound and abs(y.std() - bound / np.sqrt(3)) < 0.002
