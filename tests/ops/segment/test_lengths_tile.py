import numpy as np

from netdef.testing import Case, i32, lengths, normal, operator_test, strings


def lengths_tile(data, lens):
    return np.repeat(data, lens, axis=0)


test_lengths_tile = operator_test("LengthsTile", lengths_tile, [
    Case([normal(4, 3), i32(1, 3, 0, 2)]),
    Case([normal(5), lengths(5, 9)]),
    Case([strings(2), i32(2, 1)]),
    Case([normal(2, 3), i32(0, 0)], gradient=False, why="there is no output to vary"),
    Case([normal(0, 3), i32()]),
    Case([normal(2), i32(2)], error="one length for each row"),
    Case([normal(2), i32(2, -1)], error="negative"),
    Case([normal(2), i32([2, 1])], error="must be 1-D"),
    Case([np.float32(1), i32(1)], error="at least 1-D"),
])
