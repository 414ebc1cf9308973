import numpy as np

from netdef.testing import Case, normal, operator_test


def margin_ranking_criterion(x1, x2, y, margin=1.0):
    return np.maximum(0, margin - y * (x1 - x2)).astype(np.float32)


SIGNS = np.array([1, -1, -1, 1, -1, -1], np.int32)


def scores(margin):
    """Two lists of scores none of whose pairs is near the kink."""
    x1 = normal(6)
    return [x1, (x1 - (margin - normal(6, avoid=0)) * SIGNS).astype(np.float32), SIGNS]


test_margin_ranking_criterion = operator_test("MarginRankingCriterion", margin_ranking_criterion, [
    Case(scores(1.0)),
    Case(scores(0.2), args={"margin": 0.2}),
    Case([normal(5), normal(5), SIGNS], error="same size"),
])
