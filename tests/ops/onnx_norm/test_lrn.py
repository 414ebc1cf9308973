import numpy as np

from netdef.testing import Case, normal, operator_test


def lrn(x, size, alpha=1e-4, beta=0.75, bias=1.0):
    sums = np.zeros(x.shape)
    for c in range(x.shape[1]):
        near = x[:, max(0, c - (size - 1) // 2):c + int(np.ceil((size - 1) / 2)) + 1]
        sums[:, c] = (near.astype(np.float64) ** 2).sum(1)
    return (x / (bias + alpha / size * sums) ** beta).astype(x.dtype)


test_lrn = operator_test("LRN", lrn, [
    *[Case([normal(2, 6, 3, 4)], args={"size": s, "alpha": 0.2, "beta": 0.5, "bias": 2.0}) for s in (1, 2, 3, 4, 20)],
    Case([normal(2, 6, 3, 4)], args={"size": 3}),
    Case([normal(2, 6, 3, 4)], args={"size": 0}, error="must be positive"),
    Case([normal(3)], args={"size": 3}, error="N, C"),
], domain="ai.onnx")
