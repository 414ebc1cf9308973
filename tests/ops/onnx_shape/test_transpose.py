import numpy as np
import pytest

from netdef.testing import Case, normal, run_operator, strings
from oracles.onnx_reference import onnx_test

test_transpose = onnx_test("Transpose", [
    Case([normal(2, 3, 4)]),
    *[Case([normal(2, 3, 4).astype(t)], args={"perm": [1, 2, 0]}) for t in ("float16", "float64", "int8", "complex128", "bool")],
    Case([strings(2, 3)]),
    Case([normal()]),
    Case([normal(0, 3)]),
    Case([normal(2, 3)], args={"perm": [0, 0]}, error="given twice"),
    Case([normal(2, 3)], args={"perm": [0]}, error="each axis once"),
])


@pytest.mark.parametrize("dtype", [np.uint8, np.float16, np.float32, np.int64, np.complex128])
@pytest.mark.parametrize("shape, perm", [((37, 53), [1, 0]), ((64, 48), [1, 0]), ((3, 33, 20), [2, 0, 1]), ((19, 17, 3), [2, 0, 1]), ((2, 35, 4, 16), [0, 2, 1, 3]), ((5, 18, 7, 20), [3, 1, 2, 0])])
def test_as_numpy_transposes(dtype, shape, perm):
    """Whole tiles, and what is left beside them."""
    x = np.random.default_rng(0).integers(0, 250, shape).astype(dtype)
    np.testing.assert_array_equal(run_operator("Transpose", x, domain="ai.onnx", perm=perm), x.transpose(perm))
