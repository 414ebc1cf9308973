import numpy as np

from netdef.testing import Case, integers, normal, operator_test, strings


def split_into(n):
    def split(x, sizes=None, axis=None, order="NCHW", add_axis=0, split=None):
        add_axis = add_axis and axis is not None
        axis = {"NCHW": 1, "NHWC": 3}[order] if axis is None else axis
        sizes = split if sizes is None else sizes
        parts = np.split(x, n if sizes is None else np.cumsum(sizes)[:-1], axis)
        return tuple(p.squeeze(axis) for p in parts) if add_axis else tuple(parts)

    return split


CASES = [
    Case([normal(2, 4, 3, 3)]),
    Case([normal(2, 3, 3, 4)], args={"order": "NHWC"}),
    Case([normal(5, 3)], args={"axis": 0, "split": [4, 1]}),
    Case([normal(5, 3)], args={"axis": -2, "split": [5, 0]}),
    Case([normal(2, 3)], args={"axis": 0, "add_axis": 1}),
    Case([normal(3, 2)], args={"add_axis": 1}),  # counts only with an axis
    Case([normal(3, 5), np.array([2, 3], np.int32)], args={"axis": 1}),
    Case([normal(0, 4)], args={"axis": 1}, gradient=False, why="there is nothing to vary"),
    Case([integers(4, 3, dtype=np.int64)], args={"axis": 0}),
    Case([strings(4, 3)], args={"axis": 0}),
    Case([normal(3)], args={"axis": 0}, outputs=2, error="should be divisible by the output size"),
    Case([normal(3)], args={"axis": 0, "split": [1, 1]}, outputs=2, error="Sum of split dimensions"),
    Case([normal(3)], args={"axis": 0, "split": [-1, 4]}, outputs=2, error="Sum of split dimensions"),
    Case([normal(3), np.array([1, 2], np.int32)], args={"axis": 0, "split": [1, 2]}, outputs=2, error="do not pass in split"),
]

test_split = operator_test("Split", split_into(2), CASES)
test_depth_split = operator_test("DepthSplit", split_into(2), CASES)
test_split_in_one = operator_test("Split", split_into(1), [Case([normal(3, 4)], args={"axis": 0})])
