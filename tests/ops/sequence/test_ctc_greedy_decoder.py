import itertools

import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def greedy(scores, lengths=None, merge_repeated=True):
    steps, batch, _ = scores.shape
    paths = []
    for n in range(batch):
        best = scores[:steps if lengths is None else lengths[n], n].argmax(-1)
        runs = [label for label, _ in itertools.groupby(best)] if merge_repeated else best
        paths.append([label for label in runs if label != 0])
    return np.int32([len(p) for p in paths]), np.int32(list(itertools.chain(*paths)))


test_ctc_greedy_decoder = operator_test("CTCGreedyDecoder", greedy, [
    Case([normal(12, 3, 3)]),
    Case([normal(12, 3, 4), np.int32([12, 0, 5])]),
    Case([normal(12, 3, 3), integers(3, high=13)], {"merge_repeated": False}),
    Case([normal(0, 2, 3)]),
    Case([normal(3, 0, 3)]),
    Case([normal(3, 2, 3), np.int32([4, 1])], error="SEQ_LEN must be between 0 and the 3 steps"),
    Case([normal(3, 2, 3), np.int32([-1, 1])], error="SEQ_LEN must be between"),
    Case([normal(3, 2, 3), np.int32([1])], error="one entry for each"),
    Case([normal(3, 2)], error="expected INPUTS of shape"),
])
