"""Normalize against the definition."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def normalize(x, axis=-1):
    return x / np.maximum(np.sqrt((x.astype(np.float64) ** 2).sum(axis, keepdims=True)), 1e-12).astype(np.float32)


test_normalize = operator_test("Normalize", normalize, [
    Case([normal(3, 5)]),
    Case([normal(3, 5)], {"axis": 0}),
    Case([normal(2, 3, 4)], {"axis": 1}),
    Case([normal(2, 3, 4)], {"axis": -3}),
    Case([normal(6)]),
    Case([np.zeros((2, 3), np.float32)], gradient=False, why="a kink"),
    Case([normal(0, 3)]),
    Case([normal(3, 0)]),
    Case([normal(3, 5)], {"axis": 2}, error="out of range"),
    Case([np.float32(3)], error="out of range"),
    Case([normal(3, 5, dtype=np.float64)], error="type"),
])
