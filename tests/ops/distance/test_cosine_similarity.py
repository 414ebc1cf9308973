import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.row_pairs import rows


def cosine_similarity(x, y):
    x, y = rows(x), rows(y)
    return (x * y).sum(axis=1) / np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))


test_cosine_similarity = operator_test("CosineSimilarity", cosine_similarity, [
    Case([normal(3, 4), normal(3, 4)]),
    Case([normal(2, 3, 5), normal(2, 3, 5)]),
    Case([normal(1, 40), normal(1, 40)]),
    Case([normal(5), normal(5)], gradient=False, why="the cosine of numbers has no slope"),
    Case([normal(0, 4), normal(0, 4)]),
    Case([normal(3, 4), normal(3, 5)], error="Dimension mismatch"),
])
