"""ReadNextBatch against slices of a Python list of records."""

import numpy as np
import pytest

from oracles.records import BLOBS, CURSOR, FIELDS, OUT, RECORDS, check, feed
from nets import get, op, run
from netdef import workspace


def read(**args):
    return op("ReadNextBatch", ["cursor", *BLOBS], OUT, **args)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 10])
def test_batches_follow_each_other_until_there_are_none(size):
    run(CURSOR, feed=feed())
    for begin in [*range(0, len(RECORDS), size), len(RECORDS), len(RECORDS)]:
        workspace.RunOperatorOnce(read(batch_size=size))
        check(get(OUT), RECORDS[begin:begin + size])


def test_a_small_last_batch_can_be_left_out():
    run(CURSOR, read(batch_size=3), feed=feed())
    workspace.RunOperatorOnce(read(batch_size=3, enforce_batch_size=True))
    check(get(OUT), [])


def test_reset_begins_anew():
    check(run(CURSOR, read(batch_size=3), op("ResetCursor", ["cursor"], []), read(), feed=feed(), fetch=OUT), RECORDS[:1])


@pytest.mark.parametrize("change, words", [
    ({"f2": np.arange(2)}, "past the end of what list:lengths"),
    ({"f1": np.array([2, -1, 1, 3], np.int32)}, "negative length"),
    ({"f1": np.array([2, 0, 1, 3])}, "int"),
    ({"f1": np.zeros((4, 1), np.int32)}, "must be a vector"),
    ({"f0": np.array(1, np.float32)}, "must have rows"),
])
def test_fields_that_do_not_fit(change, words):
    with pytest.raises(RuntimeError, match=words):
        run(CURSOR, read(batch_size=4), feed=feed(**change))


def test_numbers_of_fields():
    with pytest.raises(RuntimeError, match="one tensor for each field"):
        run(CURSOR, op("ReadNextBatch", ["cursor", *BLOBS[:-1]], OUT), feed=feed())
    with pytest.raises(RuntimeError, match="one output for each field"):
        run(CURSOR, op("ReadNextBatch", ["cursor", *BLOBS], OUT[:-1]), feed=feed())
    with pytest.raises(RuntimeError, match="batch_size"):
        run(CURSOR, read(batch_size=-1), feed=feed())
    assert len(FIELDS) == len(OUT)
