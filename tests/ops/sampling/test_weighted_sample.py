import numpy as np
import pytest

from nets import op, run
from netdef.testing import Case, integers, normal, operator_test

ONE = np.float32([[0, 1, 0], [0, 0, 3], [0.5, 0, 0]])


def weighted_sample(weights, values=None):
    """For weights of which one in each row is not zero."""
    places = weights.argmax(1)[:, None].astype(np.int32)
    return places if values is None else (places, np.take_along_axis(values, places, 1))


test_weighted_sample = operator_test("WeightedSample", weighted_sample, [
    Case([ONE]),
    Case([ONE, normal(3, 3)]),
    Case([np.zeros((2, 3), np.float32)]),
    Case([np.zeros((2, 0), np.float32)], expected=[np.zeros(0, np.int32)]),
    Case([np.float32([[0, -1]])], error="must not be negative"),
    Case([np.float32([[0, np.nan]])], error="must not be negative"),
    Case([ONE, normal(3, 2)], outputs=2, error="must have the same dimensions"),
    Case([ONE, normal(3, 3)], outputs=1, error="number of tensors of the input and the output"),
    Case([normal(3)], error="must be a matrix"),
    Case([integers(2, 2)], error="float"),
])


def test_frequencies():
    weights = np.float32([1, 0, 2, 5])
    sample = op("WeightedSample", ["w"], ["y"])
    sample.device_option.random_seed = 5
    y = run(sample, feed={"w": np.tile(weights, (8000, 1))}, fetch="y").ravel()
    counts = np.bincount(y, minlength=4)
    assert counts[1] == 0
    assert counts == pytest.approx(1000 * weights, abs=5 * np.sqrt(2000))
