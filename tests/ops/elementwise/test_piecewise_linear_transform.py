import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def piecewise_linear_transform(x, bounds_in=None, slopes_in=None, intercepts_in=None, bounds=None, slopes=None,
                               intercepts=None, binary=0):
    b, s, i = (np.asarray(v, np.float32) for v in (
        (bounds, slopes, intercepts) if bounds_in is None else (bounds_in, slopes_in, intercepts_in)))
    columns = b.size - s.size
    b, s, i = b.reshape(columns, -1), s.reshape(columns, -1), i.reshape(columns, -1)

    def transform(v, c):
        v = np.clip(v, b[c, 0], b[c, -1])
        line = np.clip(np.searchsorted(b[c], v) - 1, 0, s.shape[1] - 1)
        return s[c, line] * v + i[c, line]

    if binary:
        p = transform(x if x.ndim == 1 else x[:, -1], 0)
        return p.reshape(x.shape) if x.ndim == 1 or x.shape[1] == 1 else np.stack([1 - p, p], axis=1)
    return np.stack([transform(x[:, c], c) for c in range(columns)], axis=1)


ONE = {"bounds": [0.0, 0.5, 1.0], "slopes": [1.0, 2.0], "intercepts": [0.0, 0.5]}
TWO = {"bounds": [0.0, 0.5, 1.0, -1.0, 0.0, 2.0], "slopes": [1.0, 2.0, 3.0, -4.0], "intercepts": [0.0, 0.5, 1.0, 2.0]}

test_piecewise_linear_transform = operator_test("PiecewiseLinearTransform", piecewise_linear_transform, [
    Case([uniform(6, 1, low=-0.5, high=1.5)], args=ONE),
    Case([uniform(8, 2, low=-2, high=3)], args=TWO),
    Case([uniform(6, 2)], args={**ONE, "binary": 1}),
    Case([uniform(6)], args={**ONE, "binary": 1}),
    Case([uniform(6, 2, low=-2, high=3), *(np.array(TWO[k], np.float32) for k in ("bounds", "slopes", "intercepts"))]),
    Case([uniform(0, 1)], args=ONE),
    Case([normal(3, 2)], args=ONE, error="one function for each column"),
    Case([normal(3, 1)], error="as arguments or as inputs"),
    Case([normal(3, 1)], args={**ONE, "bounds": [1.0, 0.5, 0.0]}, error="must be sorted"),
    Case([normal(3, 1)], args={**ONE, "bounds": [0.0, 1.0]}, error="one bound more than lines"),
    Case([normal(3, 3)], args={**ONE, "binary": 1}, error="Nx2 or Nx1"),
])
