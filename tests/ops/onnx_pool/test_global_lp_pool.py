import numpy as np

from netdef.testing import Case, normal, operator_test


def global_lp_pool(x, p=2):
    axes = tuple(range(2, x.ndim))
    return (np.abs(x) ** p).sum(axes, keepdims=True) ** (1 / p)


test_global_lp_pool = operator_test("GlobalLpPool", global_lp_pool, [
    *[Case([normal(2, 3, 4, 5)], args={"p": p}) for p in (1, 2, 3)],
    Case([normal(2, 3, 4)]),
    Case([normal(2, 3, 0)], error="image is empty"),
], domain="ai.onnx")
