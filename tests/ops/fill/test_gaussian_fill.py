import numpy as np

from netdef.testing import Case, normal, operator_test, run_operator

test_gaussian_fill = operator_test("GaussianFill", None, [
    Case([], args={"shape": [2, 3]}, outputs=1),
    Case([], args={"shape": [0]}, outputs=1),
    Case([normal(2, 3)], outputs=1),
    Case([np.array([2, 3])], args={"input_as_shape": 1}, outputs=1, inplace=False),
    Case([], args={"shape": 32}, error="list expected"),
], why="the numbers are random; test_distribution looks at them")


def test_distribution():
    y = run_operator("GaussianFill", shape=[100000], mean=3.0, std=2.0)
    assert y.dtype == np.float32
    assert abs(y.mean() - 3) < 0.05 and abs(y.std() - 2) < 0.05
    assert abs((np.abs(y - 3) < 2).mean() - 0.683) < 0.01


def test_seed_and_no_deviation():
    a, b, c = (run_operator("GaussianFill", shape=[50], seed=seed) for seed in (5, 5, 6))
    assert (a == b).all() and (a != c).any()
    assert (run_operator("GaussianFill", shape=[5], mean=3.0, std=0.0) == 3).all()
