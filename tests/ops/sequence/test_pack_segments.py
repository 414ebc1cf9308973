import numpy as np

from netdef.testing import Case, i32, integers, lengths, normal, operator_test, strings


def segments(lens, rows):
    return np.split(rows, np.cumsum(lens)[:-1]) if len(lens) else []


def pack_segments(lens, rows, max_length=-1, pad_minf=False, return_presence_mask=False):
    longest = max_length if max_length >= 0 else int(max(lens, default=0))
    minf = pad_minf and rows.dtype == np.float32
    blank = b"" if rows.dtype == object else -np.inf if minf else 0
    out = np.full((len(lens), longest, *rows.shape[1:]), blank, rows.dtype)
    for s, segment in enumerate(segments(lens, rows)):
        out[s, :len(segment)] = segment[:longest]
    present = np.arange(longest) < np.asarray(lens)[:, None]
    return (out, present) if return_presence_mask else out


def unpack_segments(lens, packed, max_length=-1):
    rows = [packed[s, :n] for s, n in enumerate(lens)]
    return np.concatenate([np.zeros((0, *packed.shape[2:]), packed.dtype), *rows])


test_pack_segments = operator_test("PackSegments", pack_segments, [
    Case([i32(1, 3, 0, 2), normal(6, 2)]),
    Case([i32(1, 3, 0, 2), normal(6)]),
    Case([i32(1, 3).astype(np.int64), normal(4, 2, 3)]),
    Case([lengths(5, 9), normal(9, 2)], args={"max_length": 12}),
    Case([i32(1, 3, 0, 2), normal(6, 2)], args={"max_length": 3}),
    Case([i32(1, 3, 0, 2), normal(6, 2)], args={"max_length": 2}, gradient=False, why="its gradient, UnpackSegments, needs the rows that were cut"),
    Case([i32(1, 3), normal(4, 2)], args={"pad_minf": True}, gradient=False, why="the outputs are infinite"),
    Case([i32(1, 3), integers(4)], args={"pad_minf": True}),
    Case([i32(1, 3), normal(4, 2)], args={"return_presence_mask": True}),
    Case([i32(1, 3), normal(4, 2)], args={"return_presence_mask": True, "max_length": 2}, gradient=False, why="as above"),
    Case([i32(1, 0, 2), strings(3)]),
    Case([i32(), normal(0, 2)]),
    Case([i32(0, 0), normal(0, 2)]),
    Case([i32(1, 1), normal(3)], error="sum of the lengths is equal to the first data dimension"),
    Case([i32(1, 3), normal(3)], error="sum of the lengths"),
    Case([i32(-1, 4), normal(3)], error="negative"),
    Case([i32([1, 2]), normal(3)], error="LENGTH should be 1-D"),
    Case([i32(1), np.float32(3)], error="at least 1-D"),
    Case([i32(1, 3), normal(4)], args={"return_presence_mask": True}, outputs=1, error="second output"),
])

test_unpack_segments = operator_test("UnpackSegments", unpack_segments, [
    Case([i32(1, 3, 0, 2), normal(4, 3, 2)]),
    Case([i32(1, 3, 0, 2).astype(np.int64), normal(4, 3)]),
    Case([i32(1, 3), normal(2, 5)], gradient=False, why="the gradient has as many rows as the longest segment"),
    Case([i32(1, 3), normal(2, 3, 2)], args={"max_length": 3}),
    Case([i32(1, 5), normal(2, 3, 2)], args={"max_length": 3}, gradient=False, why="the lengths of the gradient are those before the cut"),
    Case([i32(1, 2), strings(2, 2)]),
    Case([i32(), normal(0, 2, 2)]),
    Case([i32(1, 4), normal(2, 3, 2)], error="longer than the packed tensor"),
    Case([i32(1, 2), normal(2, 3, 2)], args={"max_length": 2}, error="max_length should be equal"),
    Case([i32(1), normal(2, 3, 2)], error="LENGTH should match DATA"),
    Case([i32(-1, 2), normal(2, 3, 2)], error="negative"),
    Case([i32(1, 1), normal(2)], error="at least 2-D"),
])
