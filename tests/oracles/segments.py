"""Reductions of segments of rows, in float64, and the cases that all of their operators have."""

import numpy as np
from netdef.testing import Case, distinct, i32, integers, lengths, normal
from oracles.seeded import seeded

SORTED_IDS = i32(0, 0, 0, 1, 2, 2)
UNSORTED_IDS = i32(2, 0, 2, 4, 0, 2)
INDICES = i32(4, 0, 0, 3, 1, 4)


def members(by, given, items, count):
    """The items of each segment, in order. `given`: lengths of the segments, or the segment of each item."""
    if by == "lengths":
        return [list(range(end - n, end)) for n, end in zip(given, np.cumsum(given))]
    count = count if count is not None else int(given.max(initial=-1)) + 1
    return [np.flatnonzero(given == s).tolist() for s in range(count)]


def reduce_segments(by, reduce, rows, given, num_segments=None, empty=0.0):
    parts = members(by, given, len(rows), num_segments)
    out = [reduce(rows[p].astype(np.float64)) if p else np.full(rows.shape[1:], empty) for p in parts]
    return np.array(out).reshape(-1, *rows.shape[1:]).astype(np.float32)


def by_lengths(reduce):
    """oracle(rows, lengths): reduce(rows of a segment) for each segment, zeros for one without rows."""
    return lambda rows, lengths, **args: reduce_segments("lengths", reduce, rows, lengths, **args)


def by_ids(reduce):
    """The same with the segment of each row."""
    return lambda rows, ids, **args: reduce_segments("ids", reduce, rows, ids, **args)


def weighted(by, sparse=False, positions=False):
    """oracle(rows, weights[, indices], lengths or ids): the weighted sum of the rows of each segment.

    With `positions` the weights belong to the positions within a segment, else to the items.
    """
    def oracle(rows, weights, *rest, num_segments=None, grad_on_weights=None):
        given = rest[-1]
        picked = rows[rest[0]] if sparse else rows
        if positions:
            weights = np.concatenate([weights[:n] for n in given]) if len(given) else weights[:0]
        scaled = picked.astype(np.float64) * weights.reshape(-1, *[1] * (picked.ndim - 1))
        return reduce_segments(by, lambda part: part.sum(0), scaled, given, num_segments)
    return oracle


def picking(oracle):
    """oracle(rows, indices, segments) of oracle(rows, segments)."""
    return lambda rows, indices, given, **args: oracle(rows[indices], given, **args)


def log_sum_exp(rows):
    return np.log(np.exp(rows).sum(0))


def log_mean_exp(rows):
    return np.log(np.exp(rows).mean(0))


def lengths_cases():
    """Inputs of Lengths*: rows and the number of them in each segment."""
    rows = seeded(normal)
    return [
        Case([rows(6, 2), i32(3, 0, 1, 2)]),
        Case([rows(40, 2, 3), lengths(9, 40, seed=1)]),
        Case([rows(5), i32(5)]),
        Case([rows(0, 2), i32(0, 0)], gradient=False, why="there is nothing to vary"),
        Case([rows(0, 2), i32()]),
        Case([rows(3), i32(1, 1)], error="sum of LENGTHS"),
        Case([rows(3), i32(-1, 4)], error="negative"),
        Case([rows(3), i32([1, 2])], error="must be a vector"),
    ]


def sparse_lengths_cases():
    """Inputs of SparseLengths*: a table, which of its rows, and how many of these in each segment."""
    rows = seeded(normal)
    return [
        Case([rows(5, 2), INDICES, i32(3, 0, 1, 2)]),
        Case([rows(5, 2, 2), INDICES.astype(np.int64), i32(2, 4)]),
        Case([rows(9, 4).astype(np.float16), integers(50, high=9, seed=1), lengths(7, 50, seed=2)], rtol=2e-3, atol=2e-3,
             gradient=False, why="the rows are half-precision"),
        Case([rows(5, 2), INDICES[:0], i32(0)], gradient=False, why="no row is picked"),
        Case([rows(4, 2), INDICES, i32(6)], error="out of bounds: 4"),
        Case([rows(5, 2), -INDICES, i32(6)], error="out of bounds: -4"),
        Case([rows(5, 2), INDICES, i32(5)], error="sum of LENGTHS"),
    ]


GAPS = {"error": "sorted and not have gaps"}


def sorted_cases():
    """Inputs of SortedSegment*: rows and the segment of each, in order."""
    rows = seeded(normal)
    return [
        *_ids_cases(rows, SORTED_IDS),
        Case([rows(3), i32(0, 0, 2)], **GAPS),
        Case([rows(3), i32(0, 1, 0)], **GAPS),
        Case([rows(3), i32(1, 1, 1)], **GAPS),
        Case([rows(3), i32(-1, 0, 1)], **GAPS),
    ]


def sorted_range_cases():
    """Inputs of SortedSegmentRange*: the same, of floats only."""
    return [
        Case([distinct(6, 2), SORTED_IDS]),
        Case([distinct(5), i32(0, 1, 1, 1, 1)]),
        Case([distinct(3, 2, 2), i32(0, 0, 0)]),
        Case([normal(0, 2), i32()]),
        Case([normal(3), i32(0, 0, 2)], **GAPS),
        Case([normal(3), i32(0, 1, 0)], **GAPS),
        Case([normal(3), i32(1, 1, 1)], **GAPS),
        Case([normal(3), i32(0, 1)], error="same length as outer dimension"),
        Case([integers(3), i32(0, 0, 1)], error="float"),
    ]


def unsorted_cases():
    """Inputs of UnsortedSegment*: rows and the segment of each, in any order."""
    rows = seeded(normal)
    return [
        *_ids_cases(rows, UNSORTED_IDS),
        Case([rows(6, 2), UNSORTED_IDS], args={"num_segments": 7}),
        Case([rows(6, 2), UNSORTED_IDS], args={"num_segments": 4}, error="Segment id out of range: 4"),
        Case([rows(3), i32(-1, 0, 1)], error="Segment id out of range: -1"),
    ]


def _ids_cases(rows, ids):
    return [
        Case([rows(6, 2), ids]),
        Case([rows(6, 2, 2), ids]),
        Case([rows(6), ids]),
        Case([rows(0, 2), i32()]),
        Case([rows(5), ids], error="same length as outer dimension"),
        Case([rows(6), ids.reshape(2, 3)], error="must be a vector"),
    ]


def sparse_ids_cases(ids):
    """Inputs of Sparse*Segment*: a table, which of its rows, and the segment of each."""
    rows = seeded(normal)
    return [
        Case([rows(5, 2), INDICES, ids]),
        Case([rows(5), INDICES.astype(np.int64), ids]),
        Case([rows(4, 2), INDICES, ids], error="out of bounds: 4"),
        Case([rows(5, 2), -INDICES, ids], error="out of bounds: -4"),
        Case([rows(5, 2), INDICES[:5], ids], error="same length as outer dimension"),
    ]


def weighted_ids_cases(ids):
    """Inputs of *SegmentWeightedSum: rows, the weight and the segment of each."""
    x = seeded(normal)
    return [
        Case([x(6, 2), x(6), ids]),
        Case([x(6), x(6), ids]),
        Case([x(6, 2), x(5), ids], error="one weight for each item"),
        Case([x(5, 2), x(5), ids], error="same length as outer dimension"),
    ]


def sparse_weighted_ids_cases(ids):
    """Inputs of Sparse*SegmentWeightedSum: a table, weights, which rows, and the segment of each."""
    x = seeded(normal)
    return [
        Case([x(5, 2), x(6), INDICES, ids]),
        Case([x(5), x(6), INDICES.astype(np.int64), ids]),
        Case([x(4, 2), x(6), INDICES, ids], error="out of bounds: 4"),
    ]
