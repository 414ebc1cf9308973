import numpy as np

from netdef.testing import Case, i32, i64, normal, operator_test
from oracles.features import merge


def flags(*values):
    return np.array(values, bool)


test_merge_single_map_feature_tensors = operator_test("MergeSingleMapFeatureTensors", merge("single", "map", 4), [
    Case([i32(2, 0, 1), i64(5, 6, 7), normal(3), flags(1, 0, 1), i32(2, 2, 0), i64(1, 2, 3, 4), normal(4), flags(1, 1, 1)],
         args={"feature_ids": [11, 12]}),
    Case([i32(2), i64(5), normal(2), flags(1)], args={"feature_ids": [5]}, outputs=5, error="more values than there are"),
])
