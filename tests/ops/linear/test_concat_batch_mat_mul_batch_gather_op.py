import numpy as np

from netdef.testing import Case, i32, normal, operator_test


def concat_batch_mat_mul_batch_gather(indices, *vectors):
    x = np.stack([v.reshape(len(v), v[:1].size or v.shape[1]) for v in vectors], axis=1).astype(np.float64)
    products = x @ x.transpose(0, 2, 1)
    return products.reshape(len(x), len(vectors) ** 2)[:, indices].astype(np.float32)


test_concat_batch_mat_mul_batch_gather_op = operator_test("ConcatBatchMatMulBatchGatherOp", concat_batch_mat_mul_batch_gather, [
    Case([i32(0, 1, 3, 8), normal(4, 5), normal(4, 5), normal(4, 5)]),
    Case([i32(0), normal(3, 2)]),
    Case([i32(3, 1, 1), normal(2, 3, 2), normal(2, 3, 2)]),
    Case([i32(0), normal(0, 2)]),
    Case([i32(4), normal(3, 2), normal(3, 2)], error="indices below 4, got 4"),
    Case([i32(-1), normal(3, 2), normal(3, 2)], error="got -1"),
    Case([i32(0), normal(3, 2), normal(2, 2)], error="must have one shape"),
    Case([i32(0)], error="at least one matrix"),
])
