"""CheckDatasetConsistency: what passes, and what is named when it does not."""

import numpy as np
import pytest

from oracles.records import BLOBS, FIELDS, RECORDS, feed
from nets import op, run

CHECK = op("CheckDatasetConsistency", BLOBS, [], fields=FIELDS)


@pytest.mark.parametrize("records", [RECORDS, RECORDS[:1], []])
def test_consistent(records):
    run(CHECK, feed=feed(records))


@pytest.mark.parametrize("change, words", [
    ({"f0": np.zeros((3, 2), np.float32)}, "Inconsistent sizes"),
    ({"f2": np.arange(5)}, "past the end"),
    ({"f2": np.arange(7)}, "must add up"),
    ({"f4": np.zeros(3, np.int32)}, "past the end"),
    ({"f5": np.arange(20)}, "deep:values:lengths must add up"),
])
def test_inconsistent(change, words):
    with pytest.raises(RuntimeError, match=words):
        run(CHECK, feed=feed(**change))


def test_fields_must_be_named():
    with pytest.raises(RuntimeError, match="at least one field"):
        run(op("CheckDatasetConsistency", BLOBS, []), feed=feed())
