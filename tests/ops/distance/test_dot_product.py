from netdef.testing import operator_test
from oracles.row_pairs import pair_cases, rows


def dot_product(x, y):
    x, y = rows(x), rows(y)
    return (x * y).sum(axis=1)


test_dot_product = operator_test("DotProduct", dot_product, pair_cases())
