import numpy as np
import pytest

from netdef.testing import run_operator


@pytest.mark.parametrize("dtype", [1, 6, 9, 11])
def test_bernoulli(dtype):
    p = np.repeat(np.float32([0, 0.3, 1]), 5000).reshape(3, 5000)
    got = run_operator("Bernoulli", p, domain="ai.onnx", dtype=dtype).astype(np.float64)
    assert set(np.unique(got)) <= {0, 1}
    np.testing.assert_allclose(got.mean(axis=1), [0, 0.3, 1], atol=0.03)
