"""ComputeOffset and ReadRandomBatch against indexing a Python list of records."""

import numpy as np
import pytest

from oracles.records import BLOBS, CURSOR, OUT, RECORDS, check, feed, flat
from nets import get, op, run
from netdef import workspace

OFFSETS = op("ComputeOffset", ["cursor", *BLOBS], ["offsets"])
ORDER = np.array([2, 0, 3, 3])


def read(**args):
    return op("ReadRandomBatch", ["cursor", "order", "offsets", *BLOBS], OUT, **args)


def offsets():
    """Entries of each domain before each record, and before the end."""
    rows = [[0, 0, 0, 0]]
    for record in RECORDS:
        _, _, ls, _, lists, deep, _ = flat([record])
        rows.append([a + b for a, b in zip(rows[-1], [1, len(ls), len(lists), len(deep)])])
    return np.array(rows)


def test_compute_offset():
    got = run(CURSOR, OFFSETS, feed=feed(), fetch="offsets")
    assert got.dtype == np.int64
    np.testing.assert_array_equal(got, offsets())


@pytest.mark.parametrize("size", [1, 3, 4, 9])
@pytest.mark.parametrize("loop_over", [False, True])
def test_order(size, loop_over):
    run(CURSOR, OFFSETS, feed=feed(order=ORDER))
    starts = [*range(0, len(ORDER), size)]
    for begin in starts + (starts if loop_over else [len(ORDER)] * 2):
        workspace.RunOperatorOnce(read(batch_size=size, loop_over=loop_over))
        check(get(OUT), [RECORDS[i] for i in ORDER[begin:begin + size]])


@pytest.mark.parametrize("loop_over, expected", [(False, []), (True, ORDER[:3])])
def test_a_small_last_batch_can_be_left_out(loop_over, expected):
    last = read(batch_size=3, enforce_batch_size=True, loop_over=loop_over)
    check(run(CURSOR, OFFSETS, read(batch_size=3), last, feed=feed(order=ORDER), fetch=OUT), [RECORDS[i] for i in expected])


@pytest.mark.parametrize("change, words", [
    ({"order": np.array([4])}, "Out of bound"),
    ({"order": np.array([-1])}, "Out of bound"),
    ({"order": np.array([1], np.int32)}, "int64"),
    ({"f2": np.arange(3), "order": np.array([3])}, "should have rows 3 to 6"),
])
def test_orders_and_fields_that_do_not_fit(change, words):
    run(CURSOR, OFFSETS, feed=feed(order=ORDER))
    for name, value in change.items():
        workspace.FeedBlob(name, value)
    with pytest.raises(RuntimeError, match=words):
        workspace.RunOperatorOnce(read())


@pytest.mark.parametrize("matrix", [np.arange(5), np.zeros((5, 2), np.int64)])
def test_offsets_of_another_dataset(matrix):
    with pytest.raises(RuntimeError, match="one column for each of 4"):
        run(CURSOR, read(), feed=feed(order=ORDER, offsets=matrix))


def test_offsets_that_go_back():
    with pytest.raises(RuntimeError, match="should have rows"):
        run(CURSOR, read(), feed=feed(order=ORDER, offsets=offsets()[::-1].copy()))
