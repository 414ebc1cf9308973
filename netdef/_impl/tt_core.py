"""Tensor trains: matrices as products of small cores (Oseledets 2011; Novikov et al. 2015), for the operator TT.

A matrix of prod(inp_sizes) inputs and prod(out_sizes) outputs is seen as a tensor with one dimension of inp_sizes[k] * out_sizes[k]
for each k; core k joins it to those before and after by tt_ranks[k] and tt_ranks[k + 1]. All cores are one float32 array, the last
core first, each in the order (inp_sizes[k], tt_ranks[k + 1], tt_ranks[k], out_sizes[k]).
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np


def _check_ranks(inp_sizes: Sequence[int], out_sizes: Sequence[int], tt_ranks: Sequence[int]) -> None:
    assert len(inp_sizes) == len(out_sizes), (
        f"The number of input dimensions ({len(inp_sizes)}) must be equal to the number of output dimensions ({len(out_sizes)}).")
    assert len(tt_ranks) == len(inp_sizes) + 1, (
        f"The number of tt-ranks ({len(tt_ranks)}) must be one more than the number of input and output dims ({len(out_sizes)}).")


def init_tt_cores(inp_sizes: Sequence[int], out_sizes: Sequence[int], tt_ranks: Sequence[int], seed: int = 1234) -> np.ndarray:
    """Random cores: normal values, all but the last core with orthonormal columns, scaled by size and ranks."""
    _check_ranks(inp_sizes, out_sizes, tt_ranks)
    random = np.random.RandomState(seed)
    cores = []
    carried = np.eye(tt_ranks[0])
    for rows, inputs, outputs, columns in zip(tt_ranks, inp_sizes, out_sizes, tt_ranks[1:]):
        core = carried @ random.normal(size=(rows, inputs * outputs * columns))
        core = core.reshape(-1, columns)
        if len(cores) < len(inp_sizes) - 1:
            core, carried = np.linalg.qr(core)
        cores.append(core.ravel())
    scale = (np.prod(inp_sizes) * np.prod(tt_ranks)) ** (1.0 / len(inp_sizes))
    return np.float32(0.1 / scale) * np.concatenate(cores).astype(np.float32)


def matrix_to_tt(W: np.ndarray, inp_sizes: Sequence[int], out_sizes: Sequence[int], tt_ranks: Sequence[int]) -> np.ndarray:
    """Cores with which TT computes what FC does with the weight `W`, as well as the ranks allow.

    W: (outputs, inputs) as FC has it, or, where it is not square, its transpose.
    """
    _check_ranks(inp_sizes, out_sizes, tt_ranks)
    inputs, outputs = int(np.prod(inp_sizes)), int(np.prod(out_sizes))
    weight = np.asarray(W)
    if weight.shape == (outputs, inputs):
        weight = weight.T
    assert weight.shape == (inputs, outputs), (
        f"The product of the input sizes ({inputs}) and that of the output sizes ({outputs}) must be equal to the dimensions of W "
        f"{weight.shape}.")
    count = len(inp_sizes)
    pairs = [axis for k in range(count) for axis in (k, count + k)]
    tensor = weight.reshape([*inp_sizes, *out_sizes]).transpose(pairs)
    cores = _split_off(tensor, np.multiply(inp_sizes, out_sizes), tt_ranks)
    ordered = []
    for k in reversed(range(count)):
        rank_before, rank_after = cores[k].shape[0], cores[k].shape[-1]
        padded = np.zeros((tt_ranks[k], inp_sizes[k], out_sizes[k], tt_ranks[k + 1]), np.float32)
        padded[:rank_before, ..., :rank_after] = cores[k].reshape(rank_before, inp_sizes[k], out_sizes[k], rank_after)
        ordered.append(padded.transpose(1, 3, 0, 2).ravel())
    return np.concatenate(ordered)


def tt_svd(W: np.ndarray, sizes: Sequence[int], tt_ranks: Sequence[int]) -> np.ndarray:
    """Cores of the tensor `W` of the given sizes, each (tt_ranks[k], sizes[k], tt_ranks[k + 1]), the first one first."""
    assert len(tt_ranks) == len(sizes) + 1, (
        f"The number of tt-ranks ({len(tt_ranks)}) must be one more than the number of sizes ({len(sizes)}).")
    return np.concatenate([core.ravel() for core in _split_off(W, sizes, tt_ranks)]).astype(np.float32)


def _split_off(W: np.ndarray, sizes: Sequence[int], tt_ranks: Sequence[int]) -> list[np.ndarray]:
    """Splits one core after the other off by truncated singular value decompositions."""
    cores = []
    rest = np.asarray(W, dtype=np.float64).ravel()
    rank = 1
    for k, size in enumerate(sizes[:-1]):
        u, s, v = np.linalg.svd(rest.reshape(rank * size, -1), full_matrices=False)
        kept = min(tt_ranks[k + 1], len(s))
        cores.append(u[:, :kept].reshape(rank, size, kept))
        rest = (s[:kept, None] * v[:kept]).ravel()
        rank = kept
    return [*cores, rest.reshape(rank, sizes[-1], 1)]


def fc_net_to_tt_net(net: Any) -> None:
    """Caffe2 declared this conversion and never wrote it: like there, nothing happens."""
