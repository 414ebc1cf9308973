"""LambdaRankNdcg against the sums over pairs, written out."""

import numpy as np

from netdef.testing import Case, distinct, integers, normal, operator_test


def ranks(values):
    order = np.argsort(-values, kind="stable")
    out = np.empty(len(values))
    out[order] = np.arange(len(values))
    return out


def lambda_rank(y, r, lengths, use_ndcg_as_loss=0, use_idcg_normalization=1, use_exp_gain=1):
    losses, dy, first = [], np.zeros(len(y)), 0
    for n in lengths:
        s = slice(first, first + n)
        first += n
        if n == 0:
            losses.append(0.0)
            continue
        gain = r[s].astype(np.float64) if use_ndcg_as_loss and not use_exp_gain else 2.0 ** r[s]
        discount, ideal = (1 / np.log2(2 + ranks(v)) for v in (y[s], r[s]))
        idcg = np.sum(gain * ideal)
        if idcg < 1e-7:
            losses.append(0.0)
            continue
        pairs = np.abs(np.subtract.outer(gain, gain) * np.subtract.outer(discount, discount))
        sign = np.sign(np.subtract.outer(r[s], r[s]))
        margin = sign * np.subtract.outer(y[s], y[s]).astype(np.float64)
        slope = -(pairs * sign / (1 + np.exp(margin))).sum(1)
        loss = idcg - np.sum(gain * discount) if use_ndcg_as_loss else np.sum(pairs * np.log1p(np.exp(-margin)))
        scale = 1 / max(idcg, 1.0) if use_idcg_normalization else 1.0
        losses.append(loss * scale)
        dy[s] = slope * scale
    return np.float32(losses), dy.astype(np.float32)


def relevance(n):
    return integers(n, high=4).astype(np.float32)


SESSIONS = [distinct(9), relevance(9), np.int32([4, 0, 1, 4])]
test_lambda_rank_ndcg = operator_test("LambdaRankNdcg", lambda_rank, [
    *[Case(SESSIONS, {"use_ndcg_as_loss": a, "use_idcg_normalization": b, "use_exp_gain": c})
      for a in (0, 1) for b in (0, 1) for c in (0, 1)],
    Case([distinct(4), np.zeros(4, np.float32), np.int32([4])], {"use_ndcg_as_loss": 1, "use_exp_gain": 0}),
    Case([distinct(9), relevance(9), np.int32([3, 4])]),
    Case([distinct(0), relevance(0), np.zeros(0, np.int32)]),
    Case([distinct(4), relevance(4), np.int32([5])], error="add up to 5, but there are 4"),
    Case([distinct(4), relevance(4), np.int32([-1])], error="must not be negative"),
    Case([distinct(4), relevance(3), np.int32([4])], error="vectors y and r of one size"),
], gradient=False, why="the derivative of LambdaRank is no derivative of its loss; the oracle gives it")

test_gradient = operator_test(
    "LambdaRankNdcgGradient", lambda y, lengths, dy, dloss: dy * np.repeat(dloss, lengths), [
        Case([normal(5), np.int32([2, 0, 3]), normal(5), normal(3)]),
        Case([normal(5), np.int32([2, 3]), normal(4), normal(2)], error="dy must have the shape of y"),
        Case([normal(5), np.int32([2, 3]), normal(5), normal(3)], error="one gradient for each session"),
    ])
