"""TT against the matrix that its cores stand for."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def tt(x, b, cores, inp_sizes, out_sizes, tt_ranks):
    matrix, rest = np.ones((1, 1, 1)), cores  # inputs, outputs, rank
    stored = []
    for k in reversed(range(len(inp_sizes))):
        shape = (inp_sizes[k], tt_ranks[k + 1], tt_ranks[k], out_sizes[k])
        stored.append(rest[:int(np.prod(shape))].reshape(shape))
        rest = rest[int(np.prod(shape)):]
    for core in reversed(stored):
        matrix = np.einsum("IOa,ibao->IiOob", matrix, core).reshape(matrix.shape[0] * core.shape[0], -1, core.shape[1])
    y = x.astype(np.float64) @ matrix[:, :, 0]
    return y.T.reshape(y.shape).T.reshape(y.shape, order="C") + b  # the order of a batch in Caffe2


ARGS = {"inp_sizes": [2, 3], "out_sizes": [3, 2], "tt_ranks": [1, 2, 1]}
test_tt = operator_test("TT", tt, [
    Case([normal(1, 6), normal(6), normal(24)], ARGS),
    Case([normal(6, 6), normal(6), normal(24)], ARGS),
    Case([normal(4, 6), normal(6), normal(24)], ARGS),
    Case([normal(1, 12), normal(8), normal(2 * 3 * 2 + 3 * 3 * 2 * 2 + 2 * 2 * 2)],
         {"inp_sizes": [2, 3, 2], "out_sizes": [2, 2, 2], "tt_ranks": [1, 2, 3, 1]}),
    Case([normal(0, 6), normal(6), normal(24)], ARGS),
    Case([normal(4, 5), normal(6), normal(24)], ARGS, error="a row of X must have 6"),
    Case([normal(4, 6), normal(5), normal(24)], ARGS, error="an element for each output"),
    Case([normal(4, 6), normal(6), normal(23)], ARGS, error="as many elements as their sizes"),
    Case([normal(4, 6), normal(6), normal(24)], {**ARGS, "tt_ranks": [1, 2]}, error="d and d \\+ 1 entries"),
    Case([normal(4, 6), normal(6), normal(24)], {**ARGS, "tt_ranks": [2, 2, 1]}, error="must be 1"),
    Case([normal(4, 6), normal(6), normal(24)], {**ARGS, "out_sizes": [3, 0]}, error="must be positive"),
], atol=1e-4)
