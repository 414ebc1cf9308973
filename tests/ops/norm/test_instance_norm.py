"""InstanceNorm against the definition."""

import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.windows import channels_as, channels_first


def instance_norm(x, scale, bias, order="NCHW", epsilon=1e-5):
    x = channels_first(x.astype(np.float64), order)
    axes = tuple(range(2, x.ndim))
    shape = (1, -1, *[1] * (x.ndim - 2))
    mean, var = (f(axis=axes, keepdims=True) for f in (x.mean, x.var)) if x.size else (np.zeros((*x.shape[:2], 1, 1)),) * 2
    y = (x - mean) / np.sqrt(var + epsilon) * scale.reshape(shape) + bias.reshape(shape)
    saved = [np.float32(s.reshape(x.shape[:2]) if x.size else s) for s in (mean, 1 / np.sqrt(var + epsilon))]
    return np.float32(channels_as(y, order)), *saved


def only_output(*args, **kwargs):
    return instance_norm(*args, **kwargs)[0]


CASES = [
    Case([normal(2, 3, 4, 5), normal(3), normal(3)]),
    Case([normal(2, 4, 5, 3), normal(3), normal(3)], {"order": "NHWC", "epsilon": 0.1}),
    Case([normal(2, 3, 7), normal(3), normal(3)]),
    Case([normal(2, 3, 2, 3, 2), normal(3), normal(3)]),
]
OPTIONS = {"gradient_outputs": [0], "threshold": 2e-2}
test_instance_norm = operator_test("InstanceNorm", instance_norm, CASES, **OPTIONS)
test_without_statistics = operator_test("InstanceNorm", only_output, CASES + [
    Case([normal(0, 3, 4, 5), normal(3), normal(3)]),
    Case([normal(2, 0, 4, 5), normal(0), normal(0)]),
    Case([normal(2, 3, 4, 5), normal(2), normal(3)], error="scale must have one element"),
    Case([normal(2, 3, 4, 5), normal(3), normal(4)], error="bias must have one element"),
    Case([normal(2, 3, 4, 5), normal(3), normal(3)], {"epsilon": -1.0}, error="nonnegative epsilon"),
], **OPTIONS)
test_with_mean_only = operator_test("InstanceNorm", lambda *a, **k: instance_norm(*a, **k)[:2], CASES[:2], **OPTIONS)


def test_gradient_refuses_wrong_shapes():
    import pytest

    from netdef import core, workspace

    for name, value in {"x": normal(2, 3, 4), "s": normal(3), "dy": normal(2, 3, 3)}.items():
        workspace.FeedBlob(name, value)
    with pytest.raises(Exception, match="shape of X"):
        workspace.RunOperatorOnce(core.CreateOperator("InstanceNormGradient", ["x", "s", "s", "dy"], ["a", "b", "c"]))
    with pytest.raises(Exception, match="saved statistics"):
        workspace.RunOperatorOnce(core.CreateOperator("InstanceNormGradient", ["x", "s", "s", "x", "s"], ["a", "b", "c"]))
