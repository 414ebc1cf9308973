"""Tensor trains: the product of the cores is the matrix; recorded values of the real Caffe2."""

import numpy as np
import pytest

from netdef import tt_core


def contracted(cores, inp_sizes, out_sizes, tt_ranks):
    """The matrix (inputs, outputs) of cores in TT's layout, by numpy alone."""
    tensor, at = np.ones((1, 1, 1)), len(cores)
    for inputs, outputs, before, after in zip(inp_sizes, out_sizes, tt_ranks, tt_ranks[1:]):
        size = inputs * outputs * before * after
        core = cores[at - size: at].reshape(inputs, after, before, outputs)
        at -= size
        tensor = np.einsum("abr,isro->aibos", tensor, core)
        tensor = tensor.reshape(tensor.shape[0] * inputs, -1, after)
    return tensor[..., 0]


@pytest.mark.parametrize("inp, out, ranks", [
    ([2, 3], [4, 5], [1, 8, 1]), ([2, 3, 2], [3, 2, 4], [1, 6, 8, 1]), ([2, 3], [2, 3], [1, 9, 1]), ([6], [4], [1, 1])])
def test_full_ranks_give_the_matrix_back(inp, out, ranks):
    weight = np.random.RandomState(1).randn(np.prod(out), np.prod(inp)).astype(np.float32)
    cores = tt_core.matrix_to_tt(weight, inp, out, ranks)
    np.testing.assert_allclose(contracted(cores, inp, out, ranks), weight.T, atol=1e-5)


def test_low_ranks_approximate_as_well_as_a_truncated_svd():
    weight = np.random.RandomState(2).randn(20, 6).astype(np.float32)
    cores = tt_core.matrix_to_tt(weight, [2, 3], [4, 5], [1, 2, 1])
    pairs = weight.T.reshape(2, 3, 4, 5).transpose(0, 2, 1, 3).reshape(8, 15)
    error = np.sqrt((np.linalg.svd(pairs, compute_uv=False)[2:] ** 2).sum())
    assert abs(np.linalg.norm(contracted(cores, [2, 3], [4, 5], [1, 2, 1]) - weight.T) - error) < 1e-4


def test_random_cores_are_those_of_caffe2():
    cores = tt_core.init_tt_cores([2, 3], [4, 5], [1, 3, 1])
    assert cores.shape == (69,) and cores.dtype == np.float32
    np.testing.assert_allclose(cores[:3], [-0.00366883, -0.00932264, -0.017669], rtol=1e-5)
    np.testing.assert_allclose(tt_core.init_tt_cores([2, 3], [4, 5], [1, 3, 1], seed=5)[:2], [-0.00473178, 0.00310505], rtol=1e-5)


def test_sizes_must_fit():
    with pytest.raises(AssertionError, match="number of input dimensions"):
        tt_core.init_tt_cores([2], [4, 5], [1, 3, 1])
    with pytest.raises(AssertionError, match="number of tt-ranks"):
        tt_core.init_tt_cores([2, 3], [4, 5], [1, 3])
    with pytest.raises(AssertionError, match="product of the input sizes"):
        tt_core.matrix_to_tt(np.zeros((6, 20), np.float32), [2, 2], [4, 5], [1, 2, 1])
