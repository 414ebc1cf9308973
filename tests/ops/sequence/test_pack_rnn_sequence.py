import numpy as np

from netdef.testing import Case, i32, integers, lengths, normal, operator_test, strings


def pack(rows, lens):
    out = np.full((int(max(lens, default=0)), len(lens), *rows.shape[1:]), b"" if rows.dtype == object else 0, rows.dtype)
    row = 0
    for s, n in enumerate(lens):
        out[:n, s] = rows[row:row + n]
        row += n
    return out


def unpack(packed, lens):
    return np.concatenate([np.zeros((0, *packed.shape[2:]), packed.dtype), *[packed[:n, s] for s, n in enumerate(lens)]])


test_pack_rnn_sequence = operator_test("PackRNNSequence", pack, [
    Case([normal(6, 2), i32(1, 3, 0, 2)]),
    Case([normal(9, 2, 3), lengths(4, 9)]),
    Case([integers(3, 1), i32(2, 1)]),
    Case([strings(3, 1), i32(2, 1)]),
    Case([normal(0, 2), i32()]),
    Case([normal(0, 2), i32(0, 0)]),
    Case([normal(3), i32(2, 1)], error="at least one dimension"),
    Case([normal(3, 2), i32(2, 2)], error="must add up"),
    Case([normal(3, 2), i32(-1, 4)], error="negative"),
    Case([normal(3, 2), i32([2, 1])], error="must be 1-D"),
])

test_unpack_rnn_sequence = operator_test("UnpackRNNSequence", unpack, [
    Case([normal(3, 4, 2), i32(1, 3, 0, 2)]),
    Case([normal(3, 2, 2, 2), i32(3, 1)]),
    Case([normal(5, 2, 2), i32(3, 1)], gradient=False, why="PackRNNSequence gives as many steps as the longest sequence has"),
    Case([normal(0, 0, 2), i32()]),
    Case([normal(3, 2), i32(2, 1)], error="at least one dimension"),
    Case([normal(3, 2, 2), i32(4, 1)], error="longer than there are steps"),
    Case([normal(3, 2, 2), i32(1)], error="one length for each sequence"),
    Case([normal(3, 2, 2), i32(-1, 1)], error="negative"),
])
