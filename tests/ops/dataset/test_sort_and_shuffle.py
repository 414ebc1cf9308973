"""SortAndShuffle: what stays together, and that nothing gets lost."""

import numpy as np
import pytest

from nets import op, run

KEYS = np.array([5, 3, 8, 1, 9, 2, 7, 0, 6, 4], np.int32)


def order(keys=KEYS, fields=("k", "x"), **args):
    make = op("CreateTreeCursor", [], ["cursor"], fields=list(fields))
    sort = op("SortAndShuffle", ["cursor", "k", "x"], ["order"], **args)
    return run(make, sort, feed={"k": keys, "x": np.zeros(len(keys), np.float32)}, fetch="order")


@pytest.mark.parametrize("batch, shuffle", [(1, 1), (2, 1), (3, 2), (2, 2), (10, 1), (20, 1)])
def test_it_is_a_permutation(batch, shuffle):
    got = order(sort_by_field_idx=0, batch_size=batch, shuffle_size=shuffle)
    assert got.dtype == np.int64 and sorted(got) == list(range(10))


def test_one_batch_stays_sorted():
    np.testing.assert_array_equal(order(sort_by_field_idx=0, batch_size=10), np.argsort(KEYS))


def test_equal_keys_stay_in_order():
    assert order(np.array([1, 0, 1, 0, 1, 0], np.int32), sort_by_field_idx=0, batch_size=6).tolist() == [1, 3, 5, 0, 2, 4]


def test_batches_hold_neighbours():
    """Without a shuffle among batches each batch is a run of the sorted keys."""
    batches = KEYS[order(sort_by_field_idx=0, batch_size=2)].reshape(-1, 2)
    assert sorted(sorted(b) for b in batches.tolist()) == [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]]


def test_the_rest_stays_at_the_end():
    assert order(sort_by_field_idx=-1, batch_size=3)[-1] == 9


def test_the_shuffle_is_the_same_in_every_run():
    np.testing.assert_array_equal(order(sort_by_field_idx=0, batch_size=1), order(sort_by_field_idx=0, batch_size=1))
    assert order(sort_by_field_idx=0, batch_size=1).tolist() != np.argsort(KEYS).tolist()


@pytest.mark.parametrize("args, words", [
    ({"sort_by_field_idx": 2}, "none of the 2 fields"),
    ({"sort_by_field_idx": 1}, "Unsupported type"),
    ({"sort_by_field_idx": 0, "batch_size": 0}, "must be positive"),
    ({"sort_by_field_idx": 0, "batch_size": 2**62, "shuffle_size": 4}, "must be positive"),
])
def test_errors(args, words):
    with pytest.raises(RuntimeError, match=words):
        order(**args)
