import numpy as np
import pytest

from nets import op, run
from netdef.testing import Case, normal, operator_test

LAST = np.float32([0, 0, 1.5])


def weighted_multi_sampling(sums, like=None, num_samples=0):
    """For cumulative weights of which only the last is not zero."""
    return np.full(like.shape if like is not None else num_samples if len(sums) else 0, len(sums) - 1, np.int32)


test_weighted_multi_sampling = operator_test("WeightedMultiSampling", weighted_multi_sampling, [
    Case([LAST], args={"num_samples": 50}),
    Case([LAST, normal(2, 3)]),
    Case([LAST]),
    Case([np.zeros(0, np.float32)], args={"num_samples": 3}),
    Case([np.zeros(3, np.float32)], args={"num_samples": 3}, expected=[np.zeros(3, np.int32)]),
    Case([LAST], args={"num_samples": -1}, error="must not be negative"),
    Case([LAST, normal(2)], args={"num_samples": 3}, error="do not pass in the argument"),
    Case([LAST[::-1].copy()], args={"num_samples": 3}, error="must ascend"),
    Case([np.float32([1, np.nan, 2])], args={"num_samples": 3}, error="must ascend"),
    Case([np.float32([1, np.inf])], args={"num_samples": 3}, error="must ascend"),
    Case([normal(2, 3)], args={"num_samples": 3}, error="1-D"),
])


def test_frequencies():
    weights = np.float32([1, 0, 2, 5])
    sample = op("WeightedMultiSampling", ["sums"], ["y"], num_samples=8000)
    sample.device_option.random_seed = 5
    counts = np.bincount(run(sample, feed={"sums": np.cumsum(weights)}, fetch="y"), minlength=4)
    assert counts[1] == 0
    assert counts == pytest.approx(1000 * weights, abs=5 * np.sqrt(2000))
