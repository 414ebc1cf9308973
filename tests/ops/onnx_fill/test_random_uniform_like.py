import numpy as np
import pytest

from netdef import Error
from netdef.testing import run_operator


def test_random_uniform_like():
    got = run_operator("RandomUniformLike", np.zeros((100, 200)), domain="ai.onnx", low=2.0, high=4.0)
    assert got.shape == (100, 200) and got.dtype == np.float64
    assert abs(got.mean() - 3.0) < 0.1 and abs(got.std() - 0.5774) < 0.1


def test_refuses_integers():
    with pytest.raises(Error, match="random numbers are floats"):
        run_operator("RandomUniformLike", np.zeros(3, np.int32), domain="ai.onnx")
