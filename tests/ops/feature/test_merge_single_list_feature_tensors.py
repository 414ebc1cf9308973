import numpy as np

from netdef.testing import Case, i32, integers, normal, operator_test
from oracles.features import merge


def flags(*values):
    return np.array(values, bool)


test_merge_single_list_feature_tensors = operator_test("MergeSingleListFeatureTensors", merge("single", "list", 3), [
    Case([i32(2, 0, 1), normal(3), flags(1, 0, 1), i32(2, 2, 0), normal(4), flags(1, 1, 1)], args={"feature_ids": [11, 12]}),
    Case([i32(2, 1), integers(1), flags(0, 1)], args={"feature_ids": [5]}),
    Case([i32(2, 2), normal(3), flags(1, 1)], args={"feature_ids": [5]}, outputs=4, error="more values than there are"),
    Case([i32(2, -1), normal(3), flags(1, 1)], args={"feature_ids": [5]}, outputs=4, error="negative"),
    Case([i32(2), normal(3), flags(1, 1)], args={"feature_ids": [5]}, outputs=4, error="more features than there are"),
])
