import numpy as np

from netdef.testing import Case, normal, operator_test, run_operator

RANDOM = "the numbers are random; the tests below look at them"

test_uniform_fill = operator_test("UniformFill", None, [
    Case([], args={"shape": [2, 3]}, outputs=1),
    Case([normal(2, 3)], args={"min": 2.0, "max": 4.0}, outputs=1),
    Case([np.array([2, 3]), np.float32([1]), np.float32([2])], args={"input_as_shape": 1}, outputs=1),
    Case([], args={"shape": [2], "min": 2.0, "max": 2.0}, error="bigger than min"),
    Case([np.array([2]), np.float32([1]), np.float32([2])], args={"min": 0.0}, error="Cannot set both"),
    Case([np.array([2]), np.float32([1, 2]), np.float32([2])], error="one element"),
], why=RANDOM)

test_uniform_int_fill = operator_test("UniformIntFill", None, [
    Case([], args={"shape": [2, 3], "min": 1, "max": 5}, outputs=1),
    Case([], args={"shape": [0], "min": 0, "max": 100}, outputs=1),
    Case([], args={"shape": [2], "min": 4, "max": 4}, error="bigger than min"),
], why=RANDOM)

test_float16_uniform_fill = operator_test("Float16UniformFill", None, [
    Case([], args={"shape": [2, 3]}, outputs=1),
    Case([], args={"min": 0.0, "max": 1.0}, error="at least one dimension"),
], why=RANDOM)


def test_distribution():
    y = run_operator("UniformFill", shape=[100000], min=-2.0, max=4.0)
    assert y.dtype == np.float32 and y.min() >= -2 and y.max() <= 4
    counts, _ = np.histogram(y, 6, (-2, 4))
    assert np.abs(counts / len(y) - 1 / 6).max() < 0.01
    assert run_operator("Float16UniformFill", shape=[1000], min=1.0, max=2.0).dtype == np.float16


def test_integers_include_both_ends():
    y = run_operator("UniformIntFill", shape=[1000], min=-1, max=2)
    assert y.dtype == np.int32 and sorted(set(y.tolist())) == [-1, 0, 1, 2]


def test_limits_from_blobs():
    y = run_operator("UniformFill", np.array([1000]), np.float32([5]), np.float32([6]), input_as_shape=1)
    assert y.shape == (1000,) and y.min() >= 5 and y.max() <= 6
    assert run_operator("UniformFill", np.array([3, 2]), np.float32([6]), np.float32([5]), input_as_shape=1).shape == (0, 2)
