"""netdef::FusedConv against Conv, the sum and the activation one after the other."""

import numpy as np
import pytest

from nets import op, run
from prepared import normal

X, W, B = normal(2, 4, 7, 6), normal(6, 4, 3, 3, seed=1), normal(6, seed=2)
ACTIVATIONS = {
    "": lambda y: y, "relu": lambda y: np.maximum(y, 0), "clip": lambda y: np.clip(y, -0.5, 0.75), "leaky_relu": lambda y: np.where(y < 0, -0.5 * y, y),
    "elu": lambda y: np.where(y < 0, -0.5 * np.expm1(y), y), "sigmoid": lambda y: 1 / (1 + np.exp(-y)), "tanh": np.tanh,
    "swish": lambda y: y / (1 + np.exp(-y)), "hard_sigmoid": lambda y: np.clip(-0.5 * y + 0.75, 0, 1), "hard_swish": lambda y: y * np.clip(-0.5 * y + 0.75, 0, 1),
}


def fused(inputs, **args):
    definition = op("FusedConv", inputs, ["y"], kernel=3, pad=1, **args)
    definition.domain = "netdef"
    return definition


def convolved():
    return run(op("Conv", ["x", "w", "b"], ["y"], kernel=3, pad=1), feed={"x": X, "w": W, "b": B}, fetch="y")


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_activation(activation):
    y = run(fused(["x", "w", "b"], activation=activation, alpha=-0.5, beta=0.75), feed={"x": X, "w": W, "b": B}, fetch="y")
    np.testing.assert_allclose(y, ACTIVATIONS[activation](convolved()), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("shape", [(2, 6, 7, 6), (6, 1, 1), (1, 1, 7, 6), (2, 6, 1, 1)])
def test_addend(shape):
    z = normal(*shape, seed=3)
    y = run(fused(["x", "w", "b", "z"], activation="relu"), feed={"x": X, "w": W, "b": B, "z": z}, fetch="y")
    np.testing.assert_allclose(y, np.maximum(convolved() + z, 0), rtol=1e-5, atol=1e-5)


def test_unknown_activation():
    with pytest.raises(RuntimeError, match="no activation 'step'"):
        run(fused(["x", "w", "b"], activation="step"), feed={"x": X, "w": W, "b": B})
