from netdef.testing import Case, i32, i64, normal, operator_test
from oracles.features import merge


test_merge_multi_map_feature_tensors = operator_test("MergeMultiMapFeatureTensors", merge("multi", "map", 5), [
    Case([i32(1, 2), i64(11, 12, 13), i32(2, 0, 1), i64(1, 2, 3), normal(3), i32(0, 1), i64(14), i32(3), i64(4, 5, 6), normal(3)]),
    Case([i32(1), i64(11), i32(3), i64(1, 2), normal(3)], error="more values than there are"),
])
