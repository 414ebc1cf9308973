import numpy as np

from netdef.testing import Case, operator_test


def range_oracle(*bounds):
    return np.arange(*(b.item() for b in bounds), dtype=bounds[0].dtype)


def i64(value):
    return np.array(value, np.int64)


def f32(value):
    return np.array([value], np.float32)


test_range = operator_test("Range", range_oracle, [
    Case([i64(5)]),
    Case([i64(2), i64(5)]),
    Case([i64(0), i64(10), i64(3)]),
    Case([i64(10), i64(0), i64(-3)]),
    Case([i64(5), i64(5)]),
    Case([i64(5), i64(2)]),
    Case([np.array(4, np.int32)]),
    Case([f32(0), f32(1), f32(0.25)]),
    Case([f32(1), f32(0), f32(-0.3)]),
    Case([i64(-2**63), i64(2**63 - 1), i64(2**62)], expected=np.array([-2**63, -2**62, 0, 2**62])),
    Case([i64(0), i64(1), i64(0)], error="Step size cannot be 0"),
    Case([np.zeros(2, np.int64)], error="one element"),
])
