"""PackRecords and UnPackRecords: there and back, and what lies between."""

import numpy as np
import pytest

from oracles.records import BLOBS, FIELDS, OUT, RECORDS, check, feed, flat
from nets import op, run

PACK = op("PackRecords", BLOBS, ["packed"], fields=FIELDS)
UNPACK = op("UnPackRecords", ["packed"], OUT, fields=FIELDS)


@pytest.mark.parametrize("single", [False, True])
def test_there_and_back(single):
    pack = op("PackRecords", BLOBS, ["packed"], fields=FIELDS, pack_to_single_shared_ptr=single)
    *values, shape = run(pack, UNPACK, op("Shape", ["packed"], ["shape"]), feed=feed(), fetch=[*OUT, "shape"])
    assert shape.tolist() == [1 if single else len(RECORDS)]
    check(values, RECORDS)


def test_packed_records_can_be_moved():
    ops = [PACK, op("Gather", ["packed", "order"], ["moved"]), op("UnPackRecords", ["moved"], OUT, fields=FIELDS)]
    check(run(*ops, feed=feed(order=np.int32([2, 0, 0])), fetch=OUT), [RECORDS[i] for i in (2, 0, 0)])


def test_nothing_needs_prototypes():
    unpack = op("UnPackRecords", ["packed", *BLOBS], OUT, fields=FIELDS)
    check(run(PACK, unpack, feed=feed([]), fetch=OUT), [])
    with pytest.raises(RuntimeError, match="undefined state"):
        run(PACK, UNPACK, feed=feed([]))


@pytest.mark.parametrize("unpack, words", [
    (op("UnPackRecords", ["packed"], OUT[:2], fields=FIELDS), "one output for each field"),
    (op("UnPackRecords", ["packed"], OUT[:2], fields=FIELDS[:2]), "another number of fields"),
    (op("UnPackRecords", ["packed", "f0"], OUT, fields=FIELDS), "one prototype"),
    (op("UnPackRecords", ["f6"], OUT, fields=FIELDS), "."),
    (op("UnPackRecords", ["f0"], OUT, fields=FIELDS), "."),
])
def test_errors(unpack, words):
    with pytest.raises(RuntimeError, match=words):
        run(PACK, unpack, feed=feed())


def test_lengths_that_lie():
    with pytest.raises(RuntimeError, match="past the end"):
        run(PACK, feed=feed(f2=flat(RECORDS)[2][:2]))
