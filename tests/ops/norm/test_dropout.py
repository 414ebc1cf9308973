"""Dropout: identity in testing; in training a mask of the right density, the same one that scales the output."""

import numpy as np
import pytest

from netdef import core, workspace
from netdef.testing import Case, normal, operator_test

test_testing = operator_test("Dropout", lambda x, **args: x, [
    Case([normal(3, 4)], {"is_test": 1}),
    Case([normal(2, 3, 4, 5)], {"is_test": 1, "ratio": 0.9}),
    Case([normal(0, 3)], {"is_test": 1}),
    Case([normal(3, 4)], error="is_test"),
    Case([normal(3, 4)], {"is_test": 0}, error="output for the mask"),
    Case([normal(3, 4)], {"is_test": 1, "ratio": 1.0}, error="ratio must be in"),
    Case([normal(3, 4)], {"is_test": 1, "ratio": -0.1}, error="ratio must be in"),
    Case([normal(3, 4, dtype=np.float64)], {"is_test": 1}, error="type"),
])
test_training_that_drops_nothing = operator_test("Dropout", lambda x, **args: (x, np.ones(x.shape, bool)), [
    Case([normal(3, 4)], {"is_test": 0, "ratio": 0.0}),
    Case([normal(0, 4)], {"is_test": 0, "ratio": 0.0}),
])


def run(op_type, inputs, outputs, seed=7, **args):
    op = core.CreateOperator(op_type, inputs, outputs, **args)
    op.device_option.random_seed = seed
    workspace.RunOperatorOnce(op)
    return [workspace.FetchBlob(name) for name in outputs]


@pytest.mark.parametrize("ratio", [0.1, 0.5, 0.8])
def test_training(ratio):
    x = normal(200, 100, avoid=0)
    workspace.FeedBlob("x", x)
    y, mask = run("Dropout", ["x"], ["y", "mask"], ratio=ratio, is_test=0)
    assert abs(mask.mean() - (1 - ratio)) < 0.02
    np.testing.assert_allclose(y, np.where(mask, x / np.float32(1 - ratio), 0), rtol=1e-6)
    again = run("Dropout", ["x"], ["y", "mask"], ratio=ratio, is_test=0)
    np.testing.assert_array_equal(again[1], mask)
    assert (run("Dropout", ["x"], ["y", "mask"], seed=8, ratio=ratio, is_test=0)[1] != mask).any()

    workspace.FeedBlob("mask", mask)
    dx, = run("DropoutGrad", ["x", "mask"], ["dx"], ratio=ratio, is_test=0)
    np.testing.assert_allclose(dx, np.where(mask, x / np.float32(1 - ratio), 0), rtol=1e-6)
    np.testing.assert_array_equal(run("DropoutGrad", ["x"], ["dx"], ratio=ratio, is_test=1)[0], x)


@pytest.mark.parametrize("ratio, expected", [(0.5, "111101001111001010011011"), (0.3, "111111001111001110111111")])
def test_the_mask_of_a_seed_is_caffe2s(ratio, expected):
    workspace.FeedBlob("x", np.ones(24, np.float32))
    _, mask = run("Dropout", ["x"], ["y", "mask"], seed=42, is_test=0, ratio=ratio)
    assert "".join(map(str, mask.astype(int))) == expected


def test_gradient_refusals():
    workspace.FeedBlob("dy", normal(4))
    workspace.FeedBlob("mask", np.ones(3, bool))
    with pytest.raises(Exception, match="mask must have the size"):
        run("DropoutGrad", ["dy", "mask"], ["dx"])
    with pytest.raises(Exception, match="input 1 is missing"):
        run("DropoutGrad", ["dy"], ["dx"])
