import numpy as np

from netdef.testing import Case, operator_test, uniform


def perplexity(p):
    first = p.ravel()[: len(p)]
    return np.float32(np.exp(-np.log(first).mean()) if first.size else 1)


test_perplexity = operator_test("Perplexity", perplexity, [
    Case([uniform(6, low=0.1)]),
    Case([uniform(2, 3, low=0.1)]),
    Case([uniform(0)]),
    Case([uniform(0, 3)]),
    Case([np.float32(0.5)], error="scalar"),
])
