import numpy as np
import pytest

from netdef.testing import Case, normal, run_operator
from oracles.onnx_reference import onnx_test

test_cos = onnx_test("Cos", [
    Case([normal(3, 4)]),
    Case([normal(3, 4).astype(np.float64)]),
    Case([normal(3, 4).astype(np.float16)], rtol=1e-2, atol=1e-2),
    Case([normal(0, 4)]),
    Case([np.ones(3, np.int32)], error="Unsupported type"),
])


@pytest.mark.parametrize("largest", [4, 1e4, 1e6, 1e30])
def test_near_and_far(largest):
    """Within 4 units in the last place, in double the library's."""
    x = np.concatenate([np.linspace(-largest, largest, 10_007), [0.0, -0.0, np.pi / 2, np.inf, np.nan, 1e-40]]).astype(np.float32)
    with np.errstate(invalid="ignore"):
        want = np.cos(x.astype(np.float64))
    got = run_operator("Cos", x, domain="ai.onnx")
    np.testing.assert_array_less(np.abs(got - want)[np.isfinite(want)], 4 * np.spacing(np.abs(want[np.isfinite(want)]).astype(np.float32)) + 1e-45)
    assert np.isnan(got[np.isnan(want)]).all() and np.signbit(got[x == 0]).tolist() == np.signbit(want[x == 0]).tolist()
