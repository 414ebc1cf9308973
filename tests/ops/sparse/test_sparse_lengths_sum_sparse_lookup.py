import numpy as np

from netdef.testing import Case, normal, operator_test


def sparse_lengths_sum_sparse_lookup(indices, lengths, mapping, weights=None):
    found = mapping[indices]
    segment = np.repeat(np.arange(len(lengths)), lengths)[found != -1]
    out = [found[found != -1].astype(indices.dtype), np.bincount(segment, minlength=len(lengths)).astype(np.int32)]
    return out if weights is None else [*out, weights[found != -1]]


INDICES, LENGTHS, MAPPING = np.int64([4, 0, 0, 3, 1, 4]), np.int32([3, 0, 1, 2]), np.int32([-1, 2, 0, -1, 1])

test_sparse_lengths_sum_sparse_lookup = operator_test("SparseLengthsSumSparseLookup", sparse_lengths_sum_sparse_lookup, [
    Case([INDICES, LENGTHS, MAPPING]),
    Case([INDICES.astype(np.int32), LENGTHS, MAPPING, normal(6)]),
    Case([INDICES[:0], LENGTHS[:0], MAPPING]),
    Case([INDICES + 1, LENGTHS, MAPPING], outputs=2, error="out of bounds: 5"),
    Case([INDICES - 1, LENGTHS, MAPPING], outputs=2, error="out of bounds: -1"),
    Case([INDICES, LENGTHS + 1, MAPPING], outputs=2, error="nor add up to more"),
    Case([INDICES, -LENGTHS, MAPPING], outputs=2, error="must not be negative"),
    Case([INDICES, LENGTHS, MAPPING, normal(5)], outputs=3, error="one weight for each index"),
    Case([INDICES, LENGTHS, MAPPING, normal(6)], outputs=2, error="weights need an output"),
])
