import numpy as np
import pytest

from netdef._C import Error
from netdef.testing import Case, operator_test, run_operator

test_unique_uniform_fill = operator_test("UniqueUniformFill", None, [
    Case([], args={"shape": [2, 3], "min": 1, "max": 50}, outputs=1),
    Case([np.array([4])], args={"input_as_shape": 1, "min": 1, "max": 50, "dtype": 10}, outputs=1, inplace=False),
    Case([], args={"shape": [3], "min": 1, "max": 2}, error="cannot draw 3"),
    Case([], args={"shape": [3], "min": 4, "max": 2}, error="min <= max"),
    Case([], args={"shape": [3], "min": 1, "max": 9, "dtype": 1}, error="Unexpected 'dtype'"),
    Case([], args={"shape": [3], "min": 1, "max": 1 << 40}, error="do not fit"),
], why="the numbers are random; the tests below look at them")


@pytest.mark.parametrize("high", [12, 1000])
def test_distinct_and_avoiding(high):
    avoid = np.array([3, 5, 90], np.int32)
    y = run_operator("UniqueUniformFill", np.array([10]), avoid, input_as_shape=1, min=1, max=high)
    assert y.dtype == np.int32 and len(set(y.tolist())) == 10
    assert y.min() >= 1 and y.max() <= high and not set(y.tolist()) & {3, 5, 90}


def test_whole_range():
    assert sorted(run_operator("UniqueUniformFill", shape=[5], min=-2, max=2).tolist()) == [-2, -1, 0, 1, 2]


def test_repeated_avoid():
    with pytest.raises(Error, match="distinct"):
        run_operator("UniqueUniformFill", np.array([1]), np.array([3, 3], np.int32), input_as_shape=1, min=1, max=9)
