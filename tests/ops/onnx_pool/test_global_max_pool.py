import numpy as np

from netdef.testing import Case, normal, operator_test


def global_max_pool(x):
    return x.max(tuple(range(2, x.ndim)), keepdims=True)


test_global_max_pool = operator_test("GlobalMaxPool", global_max_pool, [
    Case([normal(2, 3, 4, 5)]),
    Case([normal(2, 3, 4)]),
    Case([normal(2, 3, 2, 2, 2).astype(np.float64)]),
    Case([normal(2, 3)], error="N, C"),
    Case([normal(2, 3, 0)], error="image is empty"),
], domain="ai.onnx")
