import numpy as np

from netdef.testing import Case, i32, normal, operator_test


def batch_bucketize(features, indices, boundaries, lengths):
    parts = np.split(boundaries, np.cumsum(lengths)[:-1])
    columns = [np.searchsorted(p, features[:, i]) for p, i in zip(parts, indices)]
    return np.stack(columns, axis=1).astype(np.int32)


BOUNDARIES = np.array([-1, 0, 1, -0.5, 0.5], np.float32)

test_batch_bucketize = operator_test("BatchBucketize", batch_bucketize, [
    Case([normal(6, 4), i32(2, 0), BOUNDARIES, i32(3, 2)]),
    Case([normal(6, 4), i32(1, 1, 3), BOUNDARIES, i32(3, 0, 2)]),
    Case([normal(0, 4), i32(2, 0), BOUNDARIES, i32(3, 2)]),
    Case([normal(6, 4), i32(4, 0), BOUNDARIES, i32(3, 2)], error="out of range"),
    Case([normal(6, 4), i32(0, 1), BOUNDARIES, i32(3, 1)], error="sum of length"),
    Case([normal(6, 4), i32(0, 1), BOUNDARIES, i32(3, 3)], error="sum of length"),
    Case([normal(6, 4), i32(0, 1), BOUNDARIES, i32(5)], error="same length"),
])
