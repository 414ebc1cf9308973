"""Free: blobs are empty afterwards and can be written again."""

import numpy as np
import pytest

from nets import op, run


def test_blobs_are_emptied():
    x, y = run(op("Free", ["x", "y"], ["x", "y"]), feed={"x": np.float32([1]), "y": "text"}, fetch=["x", "y"])
    assert b"uninitialized" in x and b"uninitialized" in y


def test_they_can_be_written_again():
    y = run(op("Free", ["y"], ["y"]), op("Copy", ["x"], ["y"]), feed={"x": np.float32([1]), "y": np.array([2])}, fetch="y")
    np.testing.assert_array_equal(y, [1])


def test_only_in_place():
    with pytest.raises(RuntimeError):
        run(op("Free", ["x"], ["y"]), feed={"x": np.float32([1])})
