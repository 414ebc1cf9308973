import numpy as np

from netdef.testing import Case, operator_test, uniform


def entropy(p):
    return -p * np.log(p) - (1 - p) * np.log(1 - p)


def bernoulli_jsd(p, q):
    return entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2


test_bernoulli_jsd = operator_test("BernoulliJSD", bernoulli_jsd, [
    Case([uniform(7, low=0.1, high=0.9), uniform(7, low=0.1, high=0.9)]),
    Case([uniform(2, 3, low=0.1, high=0.9), uniform(2, 3, low=0.1, high=0.9)]),
    Case([np.array([0, 1, 0, 1], np.float32), np.array([0, 1, 1, 0], np.float32)],
         expected=np.array([0, 0, np.log(2), np.log(2)], np.float32), gradient=False, why="infinite at both ends"),
    Case([uniform(0), uniform(0)]),
    Case([uniform(3), uniform(4)], error="same size"),
])
