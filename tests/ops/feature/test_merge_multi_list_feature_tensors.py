from netdef.testing import Case, i32, i64, normal, operator_test
from oracles.features import merge


test_merge_multi_list_feature_tensors = operator_test("MergeMultiListFeatureTensors", merge("multi", "list", 4), [
    Case([i32(1, 2), i64(11, 12, 13), i32(2, 0, 1), normal(3), i32(0, 1), i64(14), i32(3), normal(3)]),
    Case([i32(1), i64(11), i32(2), normal(2)]),
    Case([i32(2), i64(11, 12), i32(2), normal(2)], error="more features than there are"),
    Case([i32(1), i64(11), i32(3), normal(2)], error="more values than there are"),
])
