import numpy as np
import pytest

from netdef.testing import Case, integers, normal, run_operator
from oracles.onnx_reference import onnx_test

test_mat_mul_integer = onnx_test("MatMulInteger", [
    *[Case([integers(3, 4, high=120).astype(a), integers(4, 5, high=120).astype(b), np.array(7, a), np.array(3, b)])
      for a in ("int8", "uint8") for b in ("int8", "uint8")],
    Case([integers(2, 3, 4).astype(np.uint8), integers(4, 5).astype(np.uint8)]),
    Case([integers(3, 4).astype(np.uint8), integers(4, 5).astype(np.uint8), np.zeros(2, np.uint8)], error="for each row or column"),
    Case([integers(3, 4).astype(np.uint8), integers(3, 5).astype(np.uint8)], error="cannot be multiplied"),
    Case([normal(3, 4), normal(4, 5)], error="Unsupported type"),
])


@pytest.mark.parametrize("left", ["int8", "uint8"])
@pytest.mark.parametrize("right", ["int8", "uint8"])
@pytest.mark.parametrize("m, n, k", [(1, 1, 1), (5, 33, 70), (64, 48, 129), (3, 2, 40000)])
def test_exact_sums(left, right, m, n, k):
    """Of all bytes, with one zero point and with one for each line."""
    random = np.random.default_rng(0)
    bytes_of = lambda dtype, *shape: random.integers(np.iinfo(dtype).min, np.iinfo(dtype).max, shape, dtype, endpoint=True)
    a, b = bytes_of(left, 2, m, k), bytes_of(right, k, n)
    for zeros in ((), (1, 1), (m, n)):
        points = [bytes_of(dtype, count) for dtype, count in zip((left, right), zeros)]
        wide = [x.astype(np.int64) for x in (a, b, *points)]
        want = (wide[0] - wide[2][:, None]) @ (wide[1] - wide[3]) if points else wide[0] @ wide[1]
        np.testing.assert_array_equal(run_operator("MatMulInteger", a, b, *points, domain="ai.onnx"), want.astype(np.int32))
