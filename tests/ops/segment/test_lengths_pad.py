import numpy as np

from netdef.testing import Case, i32, integers, normal, operator_test, strings


def lengths_pad(data, lens, target_length, padding_value=-1.0):
    out = np.full((len(lens), target_length, *data.shape[1:]), padding_value).astype(data.dtype)
    for s, rows in enumerate(np.split(data, np.cumsum(lens)[:-1]) if len(lens) else []):
        out[s, :len(rows)] = rows
    return out.reshape(-1, *data.shape[1:])


test_lengths_pad = operator_test("LengthsPad", lengths_pad, [
    Case([normal(6, 2), i32(1, 3, 0, 2)], args={"target_length": 3, "padding_value": 9.0}),
    Case([normal(3), i32(1, 2)], args={"target_length": 4}),
    Case([integers(3), i32(1, 2)], args={"target_length": 2, "padding_value": 7.5}),
    Case([integers(3).astype(np.int64), i32(1, 2)], args={"target_length": 2}),
    Case([normal(3).astype(np.float64), i32(1, 2)], args={"target_length": 2}),
    Case([normal(0, 2), i32()], args={"target_length": 2}),
    Case([normal(3), i32(1, 2)], args={"target_length": 1}, error="larger than target length"),
    Case([normal(3), i32(1, 2)], error="must be >= 1"),
    Case([normal(3), i32(1, 1)], args={"target_length": 2}, error="sum of LENGTHS"),
    Case([normal(3), i32(-1, 4)], args={"target_length": 4}, error="negative"),
    Case([strings(3), i32(1, 2)], args={"target_length": 2}, error="Unsupported type"),
    Case([normal(3), i32(1, 2)], args={"target_length": 2**62}, error="too large"),
])
