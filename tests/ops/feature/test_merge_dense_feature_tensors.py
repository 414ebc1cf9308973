import numpy as np

from netdef.testing import Case, booleans, normal, operator_test


def merge_dense_feature_tensors(data, presence, feature_ids=()):
    keys = np.broadcast_to(np.array(feature_ids[:data.shape[1]], np.int64), data.shape)
    return presence.sum(1).astype(np.int32), keys[presence], data[presence]


test_merge_dense_feature_tensors = operator_test("MergeDenseFeatureTensors", merge_dense_feature_tensors, [
    Case([normal(3, 4), booleans(3, 4)], args={"feature_ids": [11, 12, 13, 14]}),
    Case([normal(2, 2).astype(np.float64), np.zeros((2, 2), bool)], args={"feature_ids": [11, 12]}),
    Case([normal(2, 2), booleans(2, 2)], args={"feature_ids": [11]}, error="a feature id for each column"),
    Case([normal(2, 2), booleans(2, 3)], args={"feature_ids": [11, 12]}, error="presence of its shape"),
])
