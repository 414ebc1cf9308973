import numpy as np

from netdef.testing import Case, normal, operator_test


def rms_norm(x, gamma, beta, axis=1, eps=0.0):
    rows = x.reshape(*x.shape[:axis % x.ndim], int(np.prod(x.shape[axis % x.ndim:])))
    rrms = 1 / np.sqrt(np.mean(np.square(rows.astype(np.float64)), -1) + eps)
    return (rows * rrms[..., None] * gamma.ravel() + beta.ravel()).reshape(x.shape), rrms


test_rms_norm = operator_test("RMSNorm", rms_norm, [
    Case([normal(3, 4), normal(4), normal(4)]),
    Case([normal(2, 3, 4), normal(3, 4), normal(3, 4)], {"eps": 0.1}),
    Case([normal(2, 3, 4), normal(4), normal(4)], {"axis": -1, "eps": 0.01}),
    Case([normal(2, 3), normal(6), normal(6)], {"axis": 0, "eps": 0.01}),
    Case([normal(3, 4, dtype=np.float64), normal(4, dtype=np.float64), normal(4, dtype=np.float64)]),
    Case([normal(0, 4), normal(4), normal(4)]),
    Case([normal(4), normal(4), normal(4)], error="requires input dim >= 2"),
    Case([normal(3, 4), normal(3), normal(4)], error="gamma must have one element"),
    Case([normal(3, 4), normal(4), normal(3)], error="beta must have one element"),
    Case([normal(3, 4), normal(4), normal(4)], {"axis": 2}, error="out of range"),
])

test_gradient = operator_test("RMSNormGradient", None, [
    Case([normal(3, 3), normal(3, 4), normal(4), normal(3)], error="dY must have the shape"),
    Case([normal(3, 4), normal(3, 4), normal(4), normal(4)], error="rrms must have one element"),
])
