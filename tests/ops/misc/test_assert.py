"""Assert."""

import numpy as np
import pytest

from nets import op, run


@pytest.mark.parametrize("x", [np.array([True, True]), np.int32([1, -2]), np.int64([[3]]), np.array(True), np.array([], bool)])
def test_true_values_pass(x):
    run(op("Assert", ["x"], []), feed={"x": x})


@pytest.mark.parametrize("x, element", [([True, False], 1), (np.int32([[0, 1]]), 0), (np.int64([1, 2, 0, 0]), 2)])
def test_the_first_false_element_is_named(x, element):
    with pytest.raises(RuntimeError, match=f"Assert failed for element {element} in tensor, value: 0"):
        run(op("Assert", ["x"], []), feed={"x": np.array(x)})


def test_the_message_is_added():
    with pytest.raises(RuntimeError, match="Error message: too small"):
        run(op("Assert", ["x"], [], error_msg="too small"), feed={"x": np.array(False)})


def test_other_types_are_errors():
    with pytest.raises(RuntimeError, match="Unsupported type"):
        run(op("Assert", ["x"], []), feed={"x": np.float32([1])})
