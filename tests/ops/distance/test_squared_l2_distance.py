from netdef.testing import operator_test
from oracles.row_pairs import pair_cases, rows


def squared_l2_distance(x, y):
    x, y = rows(x), rows(y)
    return ((x - y) ** 2).sum(axis=1) / 2


test_squared_l2_distance = operator_test("SquaredL2Distance", squared_l2_distance, pair_cases())
