import numpy as np

from netdef.testing import Case, booleans, integers, normal, operator_test


def dense_vector_to_id_list(x):
    kept = np.trunc(x + 0.5) != 0
    return kept.sum(1).astype(np.int32), np.nonzero(kept)[1].astype(np.int32)


test_dense_vector_to_id_list = operator_test("DenseVectorToIdList", dense_vector_to_id_list, [
    Case([booleans(4, 6).astype(np.float32)]),
    Case([normal(3, 20, std=2.0, avoid=[0.5, -1.5])]),
    Case([np.zeros((2, 3), np.float32)]),
    Case([np.zeros((0, 3), np.float32)]),
    Case([normal(3)], error="should be 2-D"),
    Case([integers(2, 2)], error="float"),
])
