import numpy as np

from netdef.testing import Case, normal, operator_test


def lp_normalization(x, axis=-1, p=2):
    norm = (np.abs(x) ** p).sum(axis, keepdims=True) ** (1 / p)
    return np.where(norm == 0, 0, x / np.where(norm == 0, 1, norm)).astype(x.dtype)


test_lp_normalization = operator_test("LpNormalization", lp_normalization, [
    *[Case([normal(3, 4, 5)], args={"axis": a, "p": p}) for a in (0, 1, -1) for p in (1, 2)],
    Case([np.zeros((2, 3), np.float32)]),
    Case([normal(3)], args={"p": 3}, error="1 or 2"),
], domain="ai.onnx")
