"""The best path, by dynamic programming (A. Viterbi, 1967)."""

from __future__ import annotations

import numpy as np


def best_path(predictions: np.ndarray, transitions: np.ndarray) -> np.ndarray:
    """The class of each row of (length, classes) on the path of the highest score."""
    score = predictions[0]
    came_from = []
    for row in predictions[1:]:
        through = score[:, None] + transitions
        came_from.append(through.argmax(axis=0))
        score = through.max(axis=0) + row
    path = [int(score.argmax())]
    for origin in reversed(came_from):
        path.append(int(origin[path[-1]]))
    return np.array(path[::-1])


def raise_best_classes(rows: np.ndarray, padded: np.ndarray, transitions: np.ndarray) -> np.ndarray:
    """The rows, in each of which the value of the best path's class and the largest one have changed places."""
    result = rows.copy()
    path = best_path(padded, transitions)[1:-1]
    at = np.arange(len(result))
    largest = result.argmax(axis=1)
    result[at, largest], result[at, path] = rows[at, path], rows[at, largest]
    return result
