import numpy as np

from netdef.testing import Case, integers, normal, operator_test, strings


def gather_ranges(data, ranges):
    parts = [[data[start:start + n] for start, n in example] for example in ranges]
    lengths = np.array([sum(map(len, example)) for example in parts], np.int32)
    return np.concatenate([data[:0], *[part for example in parts for part in example]]), lengths


RANGES = np.int32([[[2, 3], [0, 1]], [[4, 0], [1, 2]]])

test_gather_ranges = operator_test("GatherRanges", gather_ranges, [
    Case([normal(5), RANGES]),
    Case([strings(5), RANGES.astype(np.int64)]),
    Case([integers(5), RANGES[:0]]),
    Case([normal(5), RANGES[:, :0]], error="at least one range"),
    Case([normal(4), RANGES], error="not within DATA"),
    Case([normal(5), -RANGES], error="not within DATA"),
    Case([normal(5), np.int64([[[1, 2**63 - 1]]])], error="not within DATA"),
    Case([normal(5), RANGES[0]], error="must be 3-D"),
    Case([normal(5, 2), RANGES], error="has to be 1-D"),
])
