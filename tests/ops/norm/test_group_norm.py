"""GroupNorm against the definition."""

import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.windows import channels_as, channels_first


def group_norm(x, gamma, beta, order="NCHW", group=32, epsilon=1e-5, is_test=0):
    x = channels_first(x.astype(np.float64), order)
    grouped = x.reshape(x.shape[0], group, -1) if x.size else np.zeros((x.shape[0], group, 1))
    mean, var = grouped.mean(2, keepdims=True), grouped.var(2, keepdims=True)
    y = ((grouped - mean) / np.sqrt(var + epsilon)).reshape(x.shape if x.size else -1) if x.size else x
    shape = (1, -1, *[1] * (x.ndim - 2))
    y = y * gamma.reshape(shape) + beta.reshape(shape)
    y = np.float32(channels_as(y, order))
    return y if is_test else (y, np.float32(mean[:, :, 0]), np.float32(1 / np.sqrt(var + epsilon)[:, :, 0]))


test_group_norm = operator_test("GroupNorm", group_norm, [
    Case([normal(2, 6, 4, 5), normal(6), normal(6)], {"group": 3}),
    Case([normal(2, 3, 4, 6), normal(6), normal(6)], {"group": 2, "order": "NHWC", "epsilon": 0.1}),
    Case([normal(2, 4, 3, 2, 2), normal(4), normal(4)], {"group": 1}),
    Case([normal(2, 4, 3), normal(4), normal(4)], {"group": 4}),
    Case([normal(2, 64, 2, 2), normal(64), normal(64)]),
    Case([normal(2, 6, 4, 5), normal(6), normal(6)], {"group": 3, "is_test": 1}, gradient=False, why="it needs the statistics"),
    Case([normal(0, 6, 4, 5), normal(6), normal(6)], {"group": 3}),
    Case([normal(2, 6, 4, 5), normal(6), normal(6)], {"group": 4}, outputs=3, error="divisible"),
    Case([normal(2, 6, 4, 5), normal(6), normal(6)], {"group": 0}, error="group must be positive"),
    Case([normal(2, 6, 4, 5), normal(5), normal(6)], {"group": 3}, outputs=3, error="gamma must have one element"),
], gradient_outputs=[0], threshold=2e-2)


test_group_norm_alone = operator_test("GroupNorm", lambda *args, **kwargs: group_norm(*args, **kwargs)[0], [
    Case([normal(2, 6, 4, 5), normal(6), normal(6)], {"group": 3}, gradient=False, why="it needs the statistics"),
])


def test_gradient_refuses_wrong_shapes():
    import pytest

    from netdef import core, workspace

    for name, value in {"x": normal(2, 4, 3), "s": normal(4), "dy": normal(2, 4, 2), "m": normal(2, 2)}.items():
        workspace.FeedBlob(name, value)
    for inputs, match in ((["dy", "x", "s", "s", "m", "m"], "shape of X"), (["x", "x", "s", "s", "m", "x"], "each group")):
        with pytest.raises(Exception, match=match):
            workspace.RunOperatorOnce(core.CreateOperator("GroupNormGradient", inputs, ["a", "b", "c"], group=2))
