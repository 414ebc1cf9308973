"""Append and AtomicAppend against numpy.concatenate."""

import numpy as np
import pytest

from nets import get, op, run
from netdef import workspace

APPEND = op("Append", ["a", "b"], ["a"])
STRINGS = np.array([b"x", b""], object)


@pytest.mark.parametrize("a, b", [
    (np.float32([1, 2]), np.float32([3])),
    (np.int64([[1, 2]]), np.int64([[3, 4], [5, 6]])),
    (STRINGS, np.array([b"long enough to be on the heap, whatever the library"], object)),
    (np.float32([1, 2]), np.zeros(0, np.float32)),
])
def test_append(a, b):
    got = run(APPEND, feed={"a": a, "b": b}, fetch="a")
    assert got.dtype == a.dtype
    np.testing.assert_array_equal(got, np.concatenate([a, b]))


@pytest.mark.parametrize("a", [np.zeros(0, np.int64), np.zeros((0, 3), np.float32)])
def test_what_is_empty_takes_any_rows(a):
    b = np.float32([[1, 2]])
    np.testing.assert_array_equal(run(APPEND, feed={"a": a, "b": b}, fetch="a"), b)


def test_many_times():
    run(feed={"a": np.zeros((0, 2), np.int32)})
    for i in range(100):
        workspace.FeedBlob("b", np.array([[i, -i]], np.int32))
        workspace.RunOperatorOnce(APPEND)
    np.testing.assert_array_equal(get("a"), [[i, -i] for i in range(100)])


def test_who_shares_the_memory_keeps_its_own():
    """Aliases of a tensor with room at its end do not write into each other's rows."""
    one, two = np.float32([1]), np.float32([2])
    ops = [op("Append", ["a", "one"], ["a"]), op("Alias", ["a"], ["c"]), op("Append", ["a", "one"], ["a"]), op("Append", ["c", "two"], ["c"])]
    a, c = run(*ops, feed={"a": np.arange(10, dtype=np.float32), "one": one, "two": two}, fetch=["a", "c"])
    np.testing.assert_array_equal(a, [*range(10), 1, 1])
    np.testing.assert_array_equal(c, [*range(10), 1, 2])


@pytest.mark.parametrize("b", [np.int32([3]), np.float32([[3]]), np.array(3, np.float32)])
def test_rows_that_do_not_fit(b):
    with pytest.raises(RuntimeError, match="cannot follow"):
        run(APPEND, feed={"a": np.float32([1, 2]), "b": b})


MUTEX = op("CreateMutex", [], ["m"])


def test_atomic_append():
    a, b = run(MUTEX, op("AtomicAppend", ["m", "a", "b", "c", "d"], ["a", "b"]),
               feed={"a": np.float32([1]), "b": STRINGS, "c": np.float32([2, 3]), "d": STRINGS}, fetch=["a", "b"])
    np.testing.assert_array_equal(a, [1, 2, 3])
    assert b.tolist() == [*STRINGS, *STRINGS]


def test_atomic_append_is_all_or_nothing():
    append = op("AtomicAppend", ["m", "a", "b", "c", "d"], ["a", "b"])
    with pytest.raises(RuntimeError, match="cannot follow"):
        run(MUTEX, append, feed={"a": np.float32([1]), "b": STRINGS, "c": np.float32([2, 3]), "d": np.float32([2])})
    np.testing.assert_array_equal(get("a"), [1])


@pytest.mark.parametrize("append", [op("AtomicAppend", ["m", "a", "b"], ["c"]), op("AtomicAppend", ["m", "a", "b", "c"], ["a"]),
                                    op("Append", ["a", "b"], ["c"])])
def test_definitions_that_make_no_sense(append):
    with pytest.raises(RuntimeError):
        run(MUTEX, append, feed={name: np.float32([1]) for name in "abc"})
