"""netdef::FusedFC against a matrix product in numpy."""

import numpy as np
import pytest

from nets import op, run
from prepared import normal


def fused_fc(x, w, b, **args):
    definition = op("FusedFC", ["x", "w", "b"], ["y"], **args)
    definition.domain = "netdef"
    return run(definition, feed={"x": x, "w": w, "b": b}, fetch="y")


@pytest.mark.parametrize("transposed", [0, 1])
@pytest.mark.parametrize("activation, function", [("", lambda y: y), ("relu", lambda y: np.maximum(y, 0)), ("tanh", np.tanh)])
def test_product_and_activation(transposed, activation, function):
    x, w, b = normal(3, 5), normal(4, 5, seed=1), normal(4, seed=2)
    y = fused_fc(x, w.T.copy() if transposed else w, b, transposed=transposed, activation=activation)
    np.testing.assert_allclose(y, function(x @ w.T + b), rtol=1e-5, atol=1e-5)


def test_axis():
    x, w, b = normal(2, 3, 5), normal(4, 5, seed=1), normal(4, seed=2)
    np.testing.assert_allclose(fused_fc(x, w, b, axis=2), x @ w.T + b, rtol=1e-5, atol=1e-5)


def test_sizes_that_do_not_fit():
    with pytest.raises(RuntimeError, match="length of a row"):
        fused_fc(normal(3, 5), normal(4, 6), normal(4))
