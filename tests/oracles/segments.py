"""Reductions of segments of rows, in float64."""

import numpy as np


def by_lengths(reduce, empty=0.0):
    """oracle(rows, lengths): reduce(rows of a segment) for each segment, `empty` for one without rows."""
    def oracle(rows, lens, **args):
        parts = np.split(rows.astype(np.float64), np.cumsum(lens)[:-1]) if len(lens) else []
        out = [reduce(p) if len(p) else np.full(rows.shape[1:], empty) for p in parts]
        return np.array(out).reshape(-1, *rows.shape[1:]).astype(np.float32)
    return oracle


def by_ids(reduce, empty=0.0):
    """The same with the segment of each row."""
    def oracle(rows, ids, num_segments=None, **args):
        count = num_segments if num_segments is not None else int(ids.max(initial=-1)) + 1
        out = [reduce(rows[ids == s].astype(np.float64)) if (ids == s).any() else np.full(rows.shape[1:], empty) for s in range(count)]
        return np.array(out).reshape(-1, *rows.shape[1:]).astype(np.float32)
    return oracle


def log_sum_exp(rows):
    return np.log(np.exp(rows).sum(0))


def log_mean_exp(rows):
    return np.log(np.exp(rows).mean(0))
