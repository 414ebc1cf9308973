"""TrimDataset against slices of a Python list of records."""

import numpy as np
import pytest

from oracles.records import BLOBS, FIELDS, RECORDS, check, feed
from nets import op, run


@pytest.mark.parametrize("multiple, kept", [(1, 4), (2, 4), (3, 3), (4, 4), (5, 0)])
def test_whole_multiples_are_kept(multiple, kept):
    got = run(op("TrimDataset", BLOBS, BLOBS, fields=FIELDS, multiple_of=multiple), feed=feed(), fetch=BLOBS)
    check(got, RECORDS[:kept])


def test_errors():
    with pytest.raises(RuntimeError, match="multiple_of"):
        run(op("TrimDataset", BLOBS, BLOBS, fields=FIELDS, multiple_of=0), feed=feed())
    with pytest.raises(RuntimeError, match="past the end"):
        run(op("TrimDataset", BLOBS, BLOBS, fields=FIELDS), feed=feed(f2=np.arange(1)))
    with pytest.raises(RuntimeError, match="in-?place"):
        run(op("TrimDataset", BLOBS, [b + "x" for b in BLOBS], fields=FIELDS), feed=feed())
