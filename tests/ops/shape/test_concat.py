import numpy as np

from netdef.testing import Case, integers, normal, operator_test, strings


def concat(*x, axis=None, order="NCHW", add_axis=0):
    axis = {"NCHW": 1, "NHWC": 3}[order] if axis is None else axis
    if add_axis:
        return np.stack(x, axis), np.ones(len(x), np.int32)
    return np.concatenate(x, axis), np.array([v.shape[axis] for v in x], np.int32)


CASES = [
    Case([normal(2, 3, 4, 5), normal(2, 1, 4, 5)]),
    Case([normal(2, 4, 5, 3), normal(2, 4, 5, 2), normal(2, 4, 5, 1)], args={"order": "NHWC"}),
    Case([normal(2, 3), normal(4, 3)], args={"axis": 0}),
    Case([normal(2, 3), normal(2, 4)], args={"axis": -1}),
    Case([normal(2, 3), normal(2, 3)], args={"axis": 1, "add_axis": 1}),
    Case([normal(2, 3), normal(2, 3)], args={"axis": -1, "add_axis": 1}),
    Case([normal(2, 3)], args={"axis": 0}),
    Case([normal(2, 0), normal(2, 3)], args={"axis": 1}),
    Case([integers(2, 3, dtype=np.int64), integers(2, 3, dtype=np.int64)], args={"axis": 0}),
    Case([strings(2, 3), strings(2, 2)], args={"axis": 1}),
    Case([normal(2, 3), normal(3, 3)], args={"axis": 1}, error="can only have different dimensions"),
    Case([normal(2, 3), normal(2, 3, 1)], args={"axis": 1}, error="can only have different dimensions"),
    Case([normal(2, 3), integers(2, 3)], args={"axis": 1}, error="must have the same type"),
    Case([normal(3), normal(3)], error="out of range"),
]

test_concat = operator_test("Concat", concat, CASES)
test_depth_concat = operator_test("DepthConcat", concat, CASES)
