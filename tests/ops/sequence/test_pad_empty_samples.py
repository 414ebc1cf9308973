import numpy as np

from netdef.testing import Case, i32, normal, operator_test, strings


def pad_empty_samples(lens, *features):
    out = [np.maximum(lens, 1)]
    for rows in features:
        blank = np.full((1, *rows.shape[1:]), b"" if rows.dtype == object else 0, rows.dtype)
        parts = np.split(rows, np.cumsum(lens)[:-1]) if len(lens) else []
        out.append(np.concatenate([rows[:0], *[p if len(p) else blank for p in parts]]))
    return out


test_pad_empty_samples = operator_test("PadEmptySamples", pad_empty_samples, [
    Case([i32(1, 0, 2)]),
    Case([i32(1, 0, 2, 0), normal(3, 2), strings(3)]),
    Case([i32(0, 0), normal(0)]),
    Case([i32(1, 2), normal(3)]),
    Case([i32(), normal(0, 2)]),
    Case([i32(1, 1), normal(3)], outputs=2, error="FEATURE and LENGTH should be consistent"),
    Case([i32(-1, 4), normal(3)], outputs=2, error="negative"),
    Case([i32(1, -1)], error="negative"),
    Case([i32(1, 2), normal(3)], outputs=1, error="one output for each input"),
    Case([i32([1, 2])], error="1-D"),
])
