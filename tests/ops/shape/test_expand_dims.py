import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def expand_dims(x, dims):
    for dim in sorted(set(dims)):
        x = np.expand_dims(x, dim)
    return x


test_expand_dims = operator_test("ExpandDims", expand_dims, [
    Case([normal(3, 4)], args={"dims": [0]}),
    Case([normal(3, 4)], args={"dims": [3, 0]}),
    Case([normal(3, 4)], args={"dims": [1, 1]}),
    Case([normal()], args={"dims": [0]}),
    Case([normal(0, 4)], args={"dims": [1]}),
    Case([integers(3)], args={"dims": [1]}),
    Case([normal(3)], args={"dims": [0, 3]}, error="at least 2 dimensions"),
    Case([normal(3)], args={"dims": [-1]}, error="non-negative"),
    Case([normal(3)], error="dims"),
])
