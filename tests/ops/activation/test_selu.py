import numpy as np

from netdef.testing import Case, normal, operator_test


def selu(x, alpha=1.6732632, scale=1.050701):
    return scale * np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


test_selu = operator_test("Selu", selu, [
    Case([normal(3, 4, avoid=0)]),
    Case([normal(2, 3, 5, avoid=0)], args={"alpha": 0.3, "scale": 2.0}),
    Case([normal(0, 4)]),
])
