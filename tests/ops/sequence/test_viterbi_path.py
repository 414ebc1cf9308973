"""ViterbiPath against all paths, SwapBestPath against swapping."""

import itertools

import numpy as np

from netdef.testing import Case, distinct, normal, operator_test


def viterbi_path(predictions, transitions):
    def score(path):
        return sum(predictions[t, y] for t, y in enumerate(path)) + sum(transitions[a, b] for a, b in zip(path, path[1:]))

    labels = range(predictions.shape[1])
    return np.int32(max(itertools.product(labels, repeat=len(predictions)), key=score))


def swap_best_path(predictions, path):
    out = predictions.copy()
    for row, label in zip(out, path):
        best = row.argmax()
        row[[label, best]] = row[[best, label]]
    return out


test_viterbi_path = operator_test("ViterbiPath", viterbi_path, [
    Case([normal(5, 3), normal(3, 3)]),
    Case([normal(7, 2), normal(2, 2)]),
    Case([normal(1, 4), normal(4, 4)]),
    Case([np.zeros((3, 4), np.float32), np.zeros((4, 4), np.float32)]),
    Case([normal(0, 3), normal(3, 3)], error="there is no path"),
    Case([normal(5, 3), normal(5, 3)], error="dimensions not matching"),
    Case([normal(5), normal(3, 3)], error="should be a matrix"),
])

test_swap_best_path = operator_test("SwapBestPath", swap_best_path, [
    Case([distinct(5, 3), np.int32([0, 1, 2, 1, 0])]),
    Case([normal(0, 3), np.zeros(0, np.int32)]),
    Case([distinct(2, 3), np.int32([0, 3])], error="expected labels below 3"),
    Case([distinct(2, 3), np.int32([0])], error="one label for each row"),
])
