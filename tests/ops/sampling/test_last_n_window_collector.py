"""LastNWindowCollector against Python's bounded deque; where the ring buffer begins is its own affair."""

import collections

import numpy as np
import pytest

from nets import get, op, run
from netdef import workspace


def collect(n, **extra):
    return op("LastNWindowCollector", ["buffer", "next", "rows"], ["buffer", "next"], num_to_collect=n)


@pytest.mark.parametrize("n", [1, 3, 4, 7, 50])
def test_the_last_rows_are_kept(n):
    run(feed={"buffer": np.zeros(0, np.float32), "next": np.array(0, np.int32)})
    last, count = collections.deque(maxlen=n), 0
    for size in [2, 0, 3, 9, 1, 1, 4, 30]:
        rows = np.float32([[count + i, -count - i] for i in range(size)]).reshape(-1, 2)
        workspace.FeedBlob("rows", rows)
        workspace.RunOperatorOnce(collect(n))
        last.extend(rows.tolist())
        count += size
        buffer = get("buffer")
        assert sorted(buffer.tolist()) == sorted(last) and buffer.dtype == np.float32


def test_the_cursor_names_the_oldest_row():
    buffer, cursor = run(collect(4), feed={"buffer": np.float32([1, 2]), "next": np.array(2, np.int32), "rows": np.float32([3, 4, 5])},
                         fetch=["buffer", "next"])
    assert buffer.tolist() == [5, 2, 3, 4] and cursor == 1


def test_as_many_rows_as_the_window_begin_at_the_cursor():
    buffer, cursor = run(collect(3), feed={"buffer": np.float32([1, 2, 3]), "next": np.array(1, np.int32), "rows": np.float32([4, 5, 6])},
                         fetch=["buffer", "next"])
    assert buffer.tolist() == [6, 4, 5] and cursor == 1


def test_mutex_and_count():
    ops = [op("CreateMutex", [], ["m"]),
           op("LastNWindowCollector", ["buffer", "next", "rows", "m", "count"], ["buffer", "next", "count"], num_to_collect=2)]
    feed = {"buffer": np.zeros(0, object), "next": np.array(0, np.int32), "rows": np.array([b"a", b"b", b"c"], object), "count": np.array(4)}
    buffer, count = run(*ops, feed=feed, fetch=["buffer", "count"])
    assert buffer.tolist() == [b"b", b"c"] and count == 7


@pytest.mark.parametrize("n, change, words", [
    (0, {}, "must be positive"),
    (3, {"next": np.array(5, np.int32)}, "cursor must be within"),
    (3, {"next": np.array(-1, np.int32)}, "cursor must be within"),
    (3, {"rows": np.float32([[1]])}, "cannot follow"),
    (3, {"rows": np.int32([1])}, "cannot follow"),
    (3, {"next": np.array(1)}, "Tensor type mismatch"),
    (3, {"next": np.zeros(2, np.int32)}, "one element"),
])
def test_errors(n, change, words):
    with pytest.raises(RuntimeError, match=words):
        run(collect(n), feed={"buffer": np.float32([1, 2]), "next": np.array(0, np.int32), "rows": np.float32([3]), **change})
