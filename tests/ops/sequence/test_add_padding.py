import numpy as np

from netdef.testing import Case, booleans, i32, integers, lengths, normal, operator_test


def split(rows, lens):
    lens = [len(rows)] if lens is None else lens
    return np.split(rows, np.cumsum(lens)[:-1]) if len(lens) else []


def join(rows, parts):
    lens = np.array([len(p) for p in parts], np.int32)
    return np.concatenate([rows[:0], *parts]), lens


def add_padding(rows, lens=None, start=None, end=None, padding_width=1, end_padding_width=-1):
    after = padding_width if end_padding_width < 0 else end_padding_width
    start = np.zeros(rows.shape[1:], rows.dtype) if start is None else start.reshape(rows.shape[1:])
    end = start if end is None else end.reshape(rows.shape[1:])
    return join(rows, [np.stack([start] * padding_width + list(part) + [end] * after).reshape(-1, *rows.shape[1:])
                       if padding_width + after + len(part) else part for part in split(rows, lens)])


def remove_padding(rows, lens=None, padding_width=1, end_padding_width=-1):
    after = padding_width if end_padding_width < 0 else end_padding_width
    return join(rows, [part[padding_width:len(part) - after] for part in split(rows, lens)])


def gather_padding(outputs):
    def oracle(rows, lens, padding_width=1, end_padding_width=-1):
        after = padding_width if end_padding_width < 0 else end_padding_width
        starts = sum((p[:padding_width].sum(0) for p in split(rows, lens)), np.zeros(rows.shape[1:]))
        ends = sum((p[len(p) - after:].sum(0) for p in split(rows, lens)), np.zeros(rows.shape[1:]))
        if padding_width + after == 0:
            return [np.array(0, np.int64)] * outputs
        both = [starts + ends] if outputs == 1 else [starts, ends]
        return [np.asarray(x, rows.dtype) for x in both]
    return oracle


test_add_padding = operator_test("AddPadding", add_padding, [
    Case([normal(5, 2)]),
    Case([normal(5, 2), i32(2, 0, 3)]),
    Case([normal(5, 2), i32(2, 0, 3)], args={"padding_width": 2}),
    Case([normal(5, 2), i32(2, 3)], args={"padding_width": 2, "end_padding_width": 0}),
    Case([normal(5, 2), i32(2, 3)], args={"padding_width": 0}),
    Case([normal(5, 2), i32(2, 3), normal(2)], args={"padding_width": 2, "end_padding_width": 1}),
    Case([normal(5, 2, 2), i32(2, 3), normal(2, 2), normal(2, 2)], args={"padding_width": 1, "end_padding_width": 2}),
    Case([normal(5), i32(2, 3), normal(1), normal(1)], gradient=[0], why="the sums of scalar rows are scalars, the paddings here vectors of one element"),
    Case([integers(5), i32(2, 3), integers(1)]),
    Case([booleans(5, 2), lengths(3, 5)]),
    Case([normal(0, 2), i32()]),
    Case([normal(5, 2), i32(2, 2)], outputs=2, error="must add up"),
    Case([normal(5, 2), i32(-1, 6)], outputs=2, error="negative"),
    Case([normal(5, 2), i32(2, 3), normal(3)], outputs=2, error="size of a row"),
    Case([normal(5, 2), i32(2, 3), integers(2)], outputs=2, error="type of the data"),
    Case([np.float32(1)], outputs=1, error="must have rows"),
    Case([normal(5, 2)], args={"padding_width": -1}, outputs=1, error="must not be negative"),
])

test_remove_padding = operator_test("RemovePadding", remove_padding, [
    Case([normal(6, 2)]),
    Case([normal(7, 2), i32(3, 4)]),
    Case([normal(7, 2), i32(3, 4)], args={"padding_width": 2, "end_padding_width": 1}),
    Case([normal(7, 2), i32(3, 4)], args={"padding_width": 0}),
    Case([integers(7), i32(3, 4)]),
    Case([normal(7, 2), i32(1, 6)], outputs=2, error="shorter than its padding"),
    Case([normal(1, 2)], outputs=1, error="cannot change the padding"),
    Case([normal(7, 2), i32(3, 3)], outputs=2, error="must add up"),
])

GATHER = [
    Case([normal(7, 2), i32(3, 4)]),
    Case([normal(7, 2), i32(3, 4)], args={"padding_width": 2, "end_padding_width": 1}),
    Case([normal(7), i32(3, 4)], args={"padding_width": 0, "end_padding_width": 2}),
    Case([integers(7, 2), i32(2, 5)]),
    Case([normal(7, 2), i32(3, 4)], args={"padding_width": 0}),
    Case([normal(7, 2), i32(1, 6)], error="shorter than its padding"),
]
test_gather_padding = operator_test("GatherPadding", gather_padding(1), GATHER)
test_gather_both_paddings = operator_test("GatherPadding", gather_padding(2), GATHER)
