import numpy as np

from netdef.testing import Case, normal, operator_test


def quantile_oracle(*x, quantile, abs=1, tol=1e-3):
    values = np.sort(np.concatenate([v.ravel() for v in x]))
    values = np.sort(np.abs(values)) if abs else values
    target = int(np.ceil(np.float32(values.size) * np.float32(quantile)))
    return np.array([values[max(target, 1) - 1]], x[0].dtype)


def spread(n):
    """Values so far apart that the tolerance does not matter."""
    return normal(n, dtype=np.float64)


test_quantile = operator_test("Quantile", quantile_oracle, [
    Case([spread(40)], args={"quantile": 0.25, "tol": 1e-7}, rtol=0.2),
    Case([spread(40), spread(7)], args={"quantile": 0.5, "abs": 0, "tol": 1e-7}, atol=0.2),
    Case([np.array([1, -2, 3], np.float32)], args={"quantile": 0.0}),
    Case([np.array([1, -2, 3], np.float32)], args={"quantile": 1.0}),
    Case([np.array([1, -2, 3], np.float32)], args={"quantile": 0.5}, expected=np.array([2], np.float32)),
    Case([normal(0)], args={"quantile": 0.5}, error="larger than 0"),
    Case([normal(3)], error="no less than 0"),
])
