import numpy as np

from netdef.testing import Case, i32, normal, operator_test


def split_by_lengths(x, lengths, axis=0, use_scaling_lengths=0):
    sizes = lengths.reshape(2, -1).sum(axis=1)
    if use_scaling_lengths:
        sizes = sizes * (x.shape[axis] // max(sizes.sum(), 1))
    return tuple(np.split(x, np.cumsum(sizes)[:-1], axis))


test_split_by_lengths = operator_test("SplitByLengths", split_by_lengths, [
    Case([normal(5, 3), i32(2, 3)], args={"axis": 0}),
    Case([normal(2, 7), i32(2, 3, 0, 2)], args={"axis": 1}),
    Case([normal(2, 12), i32(1, 2)], args={"axis": 1, "use_scaling_lengths": 1}),
    Case([normal(0, 3), i32(0, 0)], args={"axis": 0}, gradient=False, why="there is nothing to vary"),
    Case([normal(5, 3), i32(2, 3, 0)], args={"axis": 0}, outputs=2, error="divisible by OutputSize"),
    Case([normal(5, 3), i32(2, 2)], args={"axis": 0}, outputs=2, error="split dimensions sum"),
    Case([normal(5, 3), i32(6, -1)], args={"axis": 0}, outputs=2, error="must not be negative"),
])
