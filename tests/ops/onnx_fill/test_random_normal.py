import numpy as np
import pytest

from netdef import Error
from netdef.testing import run_operator


@pytest.mark.parametrize("dtype", [1, 11, 10])
def test_random_normal(dtype):
    args = {"shape": [100, 200], "mean": 2.0, "scale": 4.0, "dtype": dtype}
    got = run_operator("RandomNormal", domain="ai.onnx", **args)
    assert got.shape == (100, 200) and got.dtype == {1: np.float32, 11: np.float64, 10: np.float16}[dtype]
    got = got.astype(np.float64)
    assert abs(got.mean() - 2.0) < 0.1 and abs(got.std() - 4.0000) < 0.1
    seeded = [run_operator("RandomNormal", domain="ai.onnx", seed=None, **args) for _ in range(2)]
    assert (seeded[0] != seeded[1]).any()


def test_refuses_integers():
    with pytest.raises(Error, match="random numbers are floats"):
        run_operator("RandomNormal", domain="ai.onnx", shape=[2], dtype=6)
