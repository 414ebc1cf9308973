import numpy as np

from netdef.testing import Case, i32, normal, operator_test, strings


def lengths_gather(items, lengths, indices):
    parts = np.split(items, np.cumsum(lengths)[:-1])
    return np.concatenate([items[:0], *[parts[i] for i in indices]])


LENGTHS = i32(2, 0, 3)
test_lengths_gather = operator_test("LengthsGather", lengths_gather, [
    Case([normal(5), LENGTHS, i32(2, 0, 1, 2)]),
    Case([strings(5), LENGTHS, i32(0).astype(np.int64)]),
    Case([normal(5), LENGTHS, i32()]),
    Case([normal(5), LENGTHS, i32(3)], error="."),
    Case([normal(5), LENGTHS, i32(-1)], error="."),
    Case([normal(4), LENGTHS, i32(0)], error="."),
    Case([normal(5), i32(-1, 6), i32(0)], error="negative"),
])
