"""Reductions of segments of rows, in float64."""

import numpy as np


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
