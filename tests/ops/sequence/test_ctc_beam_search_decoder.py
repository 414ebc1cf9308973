"""CTCBeamSearchDecoder against adding up all alignments, with a beam that keeps every prefix."""

import collections
import itertools

import numpy as np

from netdef.testing import Case, operator_test, uniform

WIDE = {"beam_width": 1000, "prune_threshold": 0.0}


def all_alignments(probabilities, lengths=None, beam_width=10, num_candidates=1, prune_threshold=0.001):
    steps, batch, labels = probabilities.shape
    paths, totals = [], []
    for n in range(batch):
        count = steps if lengths is None else int(lengths[n])
        found = collections.Counter()
        for alignment in itertools.product(range(labels), repeat=count):
            path = tuple(label for label, _ in itertools.groupby(alignment) if label)
            found[path] += float(np.prod([probabilities[t, n, label] for t, label in enumerate(alignment)]))
        best = found.most_common(num_candidates)
        best += [((), 0.0)] * (num_candidates - len(best))
        paths += [path for path, _ in best]
        totals += [total for _, total in best]
    return np.int32([len(p) for p in paths]), np.int32(list(itertools.chain(*paths))), np.float32(totals)


def probabilities(*shape):
    x = uniform(*shape, low=0.05)
    return x / x.sum(-1, keepdims=True)


test_ctc_beam_search_decoder = operator_test("CTCBeamSearchDecoder", all_alignments, [
    Case([probabilities(5, 2, 3)], WIDE),
    Case([probabilities(5, 2, 3)], {**WIDE, "num_candidates": 4}),
    Case([probabilities(5, 3, 3), np.int32([5, 1, 3])], {**WIDE, "num_candidates": 2}),
    Case([probabilities(3, 1, 1)], {**WIDE, "num_candidates": 2}),
    Case([probabilities(4, 2, 3)], {**WIDE, "prune_threshold": 0.95}),
    Case([probabilities(1, 2, 3)], {**WIDE, "beam_width": 1, "num_candidates": 3}),
    Case([probabilities(3, 0, 2)], WIDE),
    Case([probabilities(3, 2, 3), np.int32([4, 1])], error="SEQ_LEN must be between"),
    Case([probabilities(3, 2, 3)], {"beam_width": 0}, error="beam_width must be positive"),
    Case([probabilities(3, 2, 3)], {"num_candidates": 0}, error="num_candidates must be positive"),
])
