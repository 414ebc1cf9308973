import numpy as np

from netdef.testing import Case, i32, normal, operator_test


def batch_bucket_one_hot(x, lengths, boundaries):
    columns = []
    for c, part in enumerate(np.split(boundaries, np.cumsum(lengths)[:-1])):
        bucket = (np.searchsorted(part, x[:, c], "left") + np.searchsorted(part, x[:, c], "right")) // 2
        columns.append(np.eye(len(part) + 1, dtype=np.float32)[bucket])
    return np.concatenate(columns, axis=1)


BOUNDARIES = np.array([-1, 0, 0, 1, -0.5], np.float32)

test_batch_bucket_one_hot = operator_test("BatchBucketOneHot", batch_bucket_one_hot, [
    Case([normal(6, 2), i32(4, 1), BOUNDARIES]),
    Case([np.array([[0, 1], [-1, 0]], np.float32), i32(4, 1), BOUNDARIES]),
    Case([normal(0, 2), i32(4, 1), BOUNDARIES]),
    Case([normal(6, 2), i32(4, 2), BOUNDARIES], error="add up to the number of boundaries"),
    Case([normal(6, 3), i32(4, 0, 1), BOUNDARIES], error="must be positive"),
    Case([normal(6, 2), i32(3, 1), BOUNDARIES], error="add up to the number of boundaries"),
    Case([normal(6, 2), i32(5), BOUNDARIES], error="one length for each column"),
])
