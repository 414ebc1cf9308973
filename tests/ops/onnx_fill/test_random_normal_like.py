import numpy as np
import pytest

from netdef import Error
from netdef.testing import run_operator


def test_random_normal_like():
    got = run_operator("RandomNormalLike", np.zeros((100, 200)), domain="ai.onnx", mean=2.0, scale=4.0)
    assert got.shape == (100, 200) and got.dtype == np.float64
    assert abs(got.mean() - 2.0) < 0.1 and abs(got.std() - 4.0000) < 0.1


def test_refuses_integers():
    with pytest.raises(Error, match="random numbers are floats"):
        run_operator("RandomNormalLike", np.zeros(3, np.int32), domain="ai.onnx")
