import numpy as np

from netdef.testing import Case, booleans, i32, normal, operator_test, strings


def reverse_packed_segs(x, lens):
    out = x.copy()
    for s, n in enumerate(lens):
        out[:n, s] = x[:n, s][::-1]
    return out


test_reverse_packed_segs = operator_test("ReversePackedSegs", reverse_packed_segs, [
    Case([normal(4, 3, 2), i32(4, 0, 3)]),
    Case([normal(4, 3, 2), i32(1, 2, 3).astype(np.int64)]),
    Case([booleans(4, 2, 2), i32(4, 2)]),
    Case([strings(3, 2, 1), i32(3, 2)]),
    Case([normal(0, 2, 2), i32(0, 0)]),
    Case([normal(4, 3, 2), i32(5, 0, 3)], error="within 0 to 4"),
    Case([normal(4, 3, 2), i32(-1, 0, 3)], error="within 0 to 4"),
    Case([normal(4, 3, 2), i32(1, 0)], error="batch size"),
    Case([normal(4, 3), i32(1, 0, 2)], error="3-D"),
])
