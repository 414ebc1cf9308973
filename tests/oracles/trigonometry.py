"""What ONNX's Sin, Cos and Tan are tested with."""

import numpy as np
import pytest

from netdef.testing import Case, normal, run_operator

CASES = [
    Case([normal(3, 4)]),
    Case([normal(3, 4).astype(np.float64)]),
    Case([normal(3, 4).astype(np.float16)], rtol=1e-2, atol=1e-2),
    Case([normal(0, 4)]),
    Case([np.ones(3, np.int32)], error="Unsupported type"),
]


def near_and_far(operator, function):
    """A test: the operator is within 4 units in the last place of numpy's function in double, whatever the size of the angle."""
    @pytest.mark.parametrize("largest", [4, 1e4, 1e6, 1e30])
    def test(largest):
        x = np.concatenate([np.linspace(-largest, largest, 10_007), [0.0, -0.0, np.pi / 2, np.inf, np.nan, 1e-40]]).astype(np.float32)
        with np.errstate(invalid="ignore"):
            want = function(x.astype(np.float64))
        got = run_operator(operator, x, domain="ai.onnx")
        finite = np.isfinite(want)
        np.testing.assert_array_less(np.abs(got - want)[finite], 4 * np.spacing(np.abs(want[finite]).astype(np.float32)) + 1e-45)
        assert np.isnan(got[np.isnan(want)]).all() and np.signbit(got[x == 0]).tolist() == np.signbit(want[x == 0]).tolist()
    return test
