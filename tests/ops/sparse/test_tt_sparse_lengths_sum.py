"""TTSparseLengthsSum against the table that its cores stand for."""

import numpy as np

from netdef.testing import Case, integers, normal, operator_test

ARGS = {"factor_i": [2, 3, 4], "factor_j": [2, 1, 3], "ranks": [1, 2, 3, 1], "emb_size": 6}
CORES = [normal(2, 1, 2, 2), normal(3, 2, 1, 3), normal(4, 3, 3, 1)]


def tt_sparse_lengths_sum(c0, c1, c2, index, lengths, factor_i, factor_j, ranks, emb_size):
    digits = np.stack([index % 2, index // 2 % 3, index // 6], 1).reshape(-1, 3)
    first = c0[digits[:, 0]][:, 0]
    second = np.einsum("njb,nbkc->njkc", first, c1[digits[:, 1]])
    rows = np.einsum("njkc,nclq->njkl", second, c2[digits[:, 2]]).reshape(len(index), emb_size)
    ends = np.cumsum(lengths)
    sums = [rows[end - n:end].sum(0) for n, end in zip(lengths, ends)]
    return np.reshape(sums, (len(lengths), emb_size)), first, second.reshape(len(index), 2, 3), digits


test_tt_sparse_lengths_sum = operator_test("TTSparseLengthsSum", tt_sparse_lengths_sum, [
    Case([*CORES, integers(7, high=24, dtype=np.int64), np.int32([3, 0, 4, 0])], ARGS, gradient=[0, 1, 2], gradient_outputs=[0]),
    Case([*CORES, np.int64([0, 23, 23]), np.int32([0, 3])], ARGS, gradient=[0, 1, 2], gradient_outputs=[0]),
    Case([*CORES, np.zeros(0, np.int64), np.int32([0, 0])], ARGS, gradient=False, why="nothing depends on the cores"),
    Case([*CORES, np.int64([24]), np.int32([1])], ARGS, error="expected indices below 24, got 24"),
    Case([*CORES, np.int64([-1]), np.int32([1])], ARGS, error="expected indices below 24, got -1"),
    Case([*CORES, np.int64([1]), np.int32([2])], ARGS, error="add up to the number of indices"),
    Case([*CORES, np.int64([1]), np.int32([2, -1])], ARGS, error="a length is negative"),
    Case([CORES[0], CORES[0], CORES[2], np.int64([1]), np.int32([1])], ARGS, error="core 1 must have shape"),
    Case([*CORES, np.int64([1]), np.int32([1])], {**ARGS, "emb_size": 7}, error="product of factor_j"),
    Case([*CORES, np.int64([1]), np.int32([1])], {**ARGS, "ranks": [1, 2, 1]}, error="3, 3 and 4 entries"),
], atol=1e-4)
