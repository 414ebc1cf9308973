import numpy as np

from netdef.testing import Case, i32, lengths, operator_test


def lengths_to_weights(lens, power=0.5):
    each = np.repeat(lens, lens).astype(np.float64)
    return (1 / each**power).astype(np.float32)


test_lengths_to_weights = operator_test("LengthsToWeights", lengths_to_weights, [
    Case([i32(1, 4, 0, 2)]),
    Case([i32(1, 4, 0, 2).astype(np.int64)], args={"power": 2.0}),
    Case([lengths(20, 50)], args={"power": 1.0}),
    Case([i32(3, 2)], args={"power": 0.0}),
    Case([i32()]),
    Case([i32(-1)], error="negative"),
    Case([i32([1, 2])], error="must be a vector"),
])
