import numpy as np
import pytest

from nets import net, op
from netdef import workspace
from netdef.testing import Case, integers, normal, operator_test, strings


def gather_ranges_to_dense(data, ranges, key=None, lengths=(), **limits):
    out = []
    for f, length in enumerate(lengths):
        rows = np.full((len(ranges), length), b"" if data.dtype == object else 0, data.dtype)
        for e, (start, count) in enumerate(ranges[:, f]):
            if count == length:
                places = np.arange(start, start + count)
                rows[e] = data[places if key is None else places[np.argsort(key[places], kind="stable")]]
        out.append(rows)
    return out


RANGES = np.int32([[[2, 4], [0, 2]], [[0, 0], [6, 2]], [[4, 4], [3, 2]]])
ARGS = {"lengths": [4, 2]}

test_gather_ranges_to_dense = operator_test("GatherRangesToDense", gather_ranges_to_dense, [
    Case([normal(8), RANGES], args=ARGS),
    Case([normal(8), RANGES.astype(np.int64), integers(8, high=3, dtype=np.int64)], args=ARGS),
    Case([strings(8), RANGES], args=ARGS),
    Case([integers(8), RANGES], args={"lengths": [3, 2]}),
    Case([normal(0), np.zeros((1, 1, 2), np.int64), integers(0, dtype=np.int64)], args={"lengths": [2]}),
    Case([normal(8), RANGES], args={"lengths": [3, 2], "min_observation": 1}, outputs=2, error="range length mismatch for feature at index 0"),
    Case([normal(8), RANGES], args={**ARGS, "min_observation": 1, "max_empty_ratio": 0.3}, outputs=2, error="empty ranges for feature at index 0"),
    Case([normal(7), RANGES], args=ARGS, outputs=2, error="not within DATA"),
    Case([normal(8), -RANGES], args=ARGS, outputs=2, error="not within DATA"),
    Case([normal(8), RANGES], args=ARGS, outputs=1, error="match number of outputs"),
    Case([normal(8), RANGES, integers(7, dtype=np.int64)], args=ARGS, outputs=2, error="KEY must have one element"),
    Case([normal(8), RANGES, integers(8)], args=ARGS, outputs=2, error="int64"),
    Case([normal(8), RANGES], outputs=2, error="at least one length"),
    Case([normal(8), RANGES], args={"lengths": [4, 0]}, outputs=2, error="should be positive"),
])


def test_ratios_are_those_of_all_runs():
    """One of two ranges is empty in each run; 5 is within 0.3 of the 20 that are assumed to be observed, 7 is not."""
    workspace.FeedBlob("data", np.float32([1, 2]))
    workspace.FeedBlob("ranges", np.int32([[[0, 2]], [[0, 0]]]))
    gather = op("GatherRangesToDense", ["data", "ranges"], ["y"], lengths=[2], min_observation=20, max_empty_ratio=0.3)
    workspace.CreateNet(net(gather, name="n"))
    workspace.RunNet("n", 6)
    with pytest.raises(RuntimeError, match="7/14"):
        workspace.RunNet("n")
