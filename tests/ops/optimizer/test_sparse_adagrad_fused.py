"""The fused operators against pooling gradients written out item by item, then Adagrad row by row."""

import itertools

import numpy as np
import pytest

from netdef.testing import Case, check_operator, integers, normal, uniform

EPSILON = 1e-5


def fused(row_wise, pooling, approximate):
    def oracle(param, moment, *rest, epsilon=EPSILON, weight_decay=0.0, round_option=0):
        weights = rest[0] if pooling == "WeightedSum" else None
        indices, grad, lr, lens = rest[-4:]
        param, moment = param.astype(np.float64), moment.astype(np.float64)
        segment = np.repeat(np.arange(len(lens)), lens)
        position = np.concatenate([np.arange(n) for n in lens])
        weight_grad = np.array([param[row] @ grad[s] for row, s in zip(indices, segment)])
        for i, (row, s) in enumerate(zip(indices, segment)):
            scale = {"Sum": 1.0, "Mean": 1.0 / lens[s], "WeightedSum": None}[pooling]
            if approximate:
                weight_grad[i] = param[row] @ grad[s]
            g = (weights[position[i]] if scale is None else scale) * grad[s].astype(np.float64) + weight_decay * param[row]
            moment[row] += (g**2).mean() if row_wise else g**2
            param[row] += lr[0] * g / (np.sqrt(moment[row]) + epsilon)
        out = [param.astype(np.float32), moment.astype(np.float32)]
        return out + [weight_grad.astype(np.float32)] if weights is not None else out
    return oracle


LENS = np.int32([2, 0, 3, 1])
KINDS = list(itertools.product([False, True], ["Sum", "Mean", "WeightedSum"], [False, True]))


def name(row_wise, pooling, approximate):
    return f"{'RowWise' if row_wise else ''}SparseAdagradFusedWithSparseLengths{pooling}Gradient{'Approx' if approximate else ''}"


def inputs(row_wise, pooling, indices=None, lens=LENS, grad_rows=4):
    indices = integers(6, high=5, dtype=np.int64) if indices is None else indices
    moment = uniform(5, low=0.1, high=2.0) if row_wise else uniform(5, 3, low=0.1, high=2.0)
    weights = [normal(len(indices))] if pooling == "WeightedSum" else []
    return [normal(5, 3), moment, *weights, indices, normal(grad_rows, 3), np.float32([-0.1]), lens]


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: name(*k))
@pytest.mark.parametrize("args", [{}, {"epsilon": 0.01, "weight_decay": 0.05}])
def test_step(kind, args):
    check_operator(name(*kind), fused(*kind), Case(inputs(*kind[:2]), args=args))
    check_operator(name(*kind), fused(*kind), Case(inputs(*kind[:2], indices=np.int32([1, 1, 1, 0, 4, 1])), args=args))


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: name(*k))
def test_errors(kind):
    for change, words in [({"indices": np.int64([0, 1, 2, 3, 4, 5])}, "out of bounds: 5"),
                          ({"indices": np.int64([0, 1, 2, 3, 4, -1])}, "out of bounds: -1"),
                          ({"lens": np.int32([2, 0, 3, 2])}, "nor add up to more"),
                          ({"lens": np.int32([2, 0, 3, 0])}, "must add up"),
                          ({"lens": np.int32([2, -1, 3, 2])}, "must not be negative"),
                          ({"grad_rows": 3}, "one row for each length")]:
        check_operator(name(*kind), None, Case(inputs(*kind[:2], **change), error=words))
    if kind[1] == "WeightedSum":
        few = inputs(*kind[:2])
        few[2] = few[2][:2]
        check_operator(name(*kind), None, Case(few, error="longer than there are weights"))
