import numpy as np
import pytest

from netdef import Error
from netdef.testing import run_operator


@pytest.mark.parametrize("dtype", [6, 7])
def test_multinomial(dtype):
    p = np.array([[0.1, 0.2, 0.7], [0.5, 0.5, 0.0]])
    with np.errstate(divide="ignore"):
        logs = np.log(p).astype(np.float32) + 3
    got = run_operator("Multinomial", logs, domain="ai.onnx", sample_size=20000, dtype=dtype)
    assert got.dtype == (np.int32 if dtype == 6 else np.int64)
    np.testing.assert_allclose([np.bincount(row, minlength=3) / 20000 for row in got], p, atol=0.02)


def test_refuses_nan():
    with pytest.raises(Error, match="no logarithms"):
        run_operator("Multinomial", np.full((1, 2), np.nan, np.float32), domain="ai.onnx")
