import numpy as np

from netdef.testing import Case, normal, operator_test, strings
from oracles.features import merge


def flags(*values):
    return np.array(values, bool)


test_merge_single_scalar_feature_tensors = operator_test("MergeSingleScalarFeatureTensors", merge("single", "scalar", 2), [
    Case([normal(4), flags(1, 0, 1, 1), normal(4), flags(0, 0, 1, 1)], args={"feature_ids": [11, 12]}),
    Case([normal(3), flags(1, 0, 1)], args={"feature_ids": [7]}),
    Case([strings(2), flags(1, 0), strings(2), flags(1, 1)], args={"feature_ids": [7, 8]}),
    Case([normal(2), flags(0, 0)], args={"feature_ids": [7]}, gradient=False, why="there is no output to vary"),
    Case([normal(2), flags(1, 1)], outputs=3, error="a feature id for each input"),
    Case([normal(2), flags(1, 1), normal(3), flags(1, 1, 1)], args={"feature_ids": [1, 2]}, error="same number of examples"),
    Case([normal(1), flags(1, 1)], args={"feature_ids": [1]}, error="more values than there are"),
    Case([normal(2), flags(1, 1), normal(2).astype(np.float64), flags(1, 1)], args={"feature_ids": [1, 2]}, error="one type"),
])
