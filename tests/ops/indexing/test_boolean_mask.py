import numpy as np

from netdef.testing import Case, booleans, integers, normal, operator_test, strings


def boolean_mask(data, mask):
    return data[mask]


def with_indices(data, mask):
    return data[mask], np.flatnonzero(mask)


def boolean_mask_lengths(lens, mask):
    return np.array([part.sum() for part in np.split(mask, np.cumsum(lens)[:-1])], lens.dtype) if len(lens) else lens


def mask(*values):
    return np.array(values, bool)


CASES = [
    Case([normal(6), booleans(6)]),
    Case([normal(5, 2, 3), mask(1, 0, 1, 1, 0)]),
    Case([strings(3), mask(1, 0, 1)]),
    Case([normal(2, 3), mask(0, 0)], gradient=False, why="there is no output to vary"),
    Case([normal(0, 3), mask()]),
]
test_boolean_mask = operator_test("BooleanMask", boolean_mask, [
    *CASES,
    Case([normal(3), mask(1, 0)], error="one element of the mask for each row"),
    Case([normal(3, 2), mask([1, 0], [1, 1], [0, 0])], error="must be a vector"),
    Case([normal(2), integers(2, high=2)], error="bool"),
    Case([np.float32(1), mask(1)], error="one element of the mask"),
])
test_boolean_mask_with_indices = operator_test("BooleanMask", with_indices, CASES)

test_boolean_mask_lengths = operator_test("BooleanMaskLengths", boolean_mask_lengths, [
    Case([np.int32([3, 0, 2]), booleans(5)]),
    Case([np.int64([3, 0, 2]), booleans(5)]),
    Case([np.int32([]), mask()]),
    Case([np.int32([3, 1]), booleans(5)], error="must add up"),
    Case([np.int32([3, 3]), booleans(5)], error="nor add up to more"),
    Case([np.int32([-1, 6]), booleans(5)], error="must not be negative"),
])


def gradient(mask, grad):
    out = np.zeros((len(mask), *grad.shape[1:]), grad.dtype)
    out[mask] = grad[:mask.sum()]
    return out


test_boolean_mask_gradient = operator_test("BooleanMaskGradient", gradient, [
    Case([mask(1, 0, 1), normal(2, 3)]),
    Case([mask(1, 0, 1), normal(2).astype(np.float64)]),
    Case([mask(1, 0, 1), normal(1)], error="one row for each row that was kept"),
    Case([mask(1, 0), strings(1)], error="Unsupported type"),
])
