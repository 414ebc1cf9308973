import numpy as np
import pytest

from netdef import Error
from netdef.testing import run_operator


@pytest.mark.parametrize("dtype", [1, 11, 10])
def test_random_uniform(dtype):
    args = {"shape": [100, 200], "low": 2.0, "high": 4.0, "dtype": dtype}
    got = run_operator("RandomUniform", domain="ai.onnx", **args)
    assert got.shape == (100, 200) and got.dtype == {1: np.float32, 11: np.float64, 10: np.float16}[dtype]
    got = got.astype(np.float64)
    assert abs(got.mean() - 3.0) < 0.1 and abs(got.std() - 0.5774) < 0.1
    seeded = [run_operator("RandomUniform", domain="ai.onnx", seed=None, **args) for _ in range(2)]
    assert (seeded[0] != seeded[1]).any()


def test_refuses_integers():
    with pytest.raises(Error, match="random numbers are floats"):
        run_operator("RandomUniform", domain="ai.onnx", shape=[2], dtype=6)
