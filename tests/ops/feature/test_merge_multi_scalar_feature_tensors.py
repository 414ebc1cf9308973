from netdef.testing import Case, i32, i64, integers, normal, operator_test
from oracles.features import merge


test_merge_multi_scalar_feature_tensors = operator_test("MergeMultiScalarFeatureTensors", merge("multi", "scalar", 3), [
    Case([i32(1, 2, 0), i64(11, 12, 13), normal(3), i32(2, 1, 1), i64(14, 15, 16, 17), normal(4)]),
    Case([i32(0, 2), i64(1, 2), integers(2)]),
    Case([i32(0, 3), i64(1, 2), normal(3)], error="more features than there are"),
    Case([i32(2**31 - 1, 2**31 - 1), i64(1, 2), normal(2)], error="more features than there are"),
    Case([i32(0, 3), i64(1, 2, 3), normal(2)], error="more values than there are"),
    Case([i32(0, -3), i64(1, 2, 3), normal(2)], error="negative"),
    Case([i32(1), i64(1), normal(1), i32(1, 1), i64(1, 2), normal(2)], error="same number of examples"),
])


test_gradient_of_lengths_that_lie = operator_test("MergeMultiScalarFeatureTensorsGradient", None, [
    Case([i32(2**31 - 1), normal(2)], error="more features than there are"),
])
