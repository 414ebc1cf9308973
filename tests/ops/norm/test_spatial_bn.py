"""SpatialBN in training and testing, over one batch and over several."""

import numpy as np
import pytest

from netdef.testing import Case, normal, operator_test, uniform
from oracles.windows import channels_as, channels_first


def spatial_bn(x, scale, bias, mean, var, sums=None, sumsq=None, is_test=0, order="NCHW", epsilon=1e-5, momentum=0.9, num_batches=1):
    x = channels_first(x.astype(np.float64), order)
    axes = (0, *range(2, x.ndim))
    shape = (1, -1, *[1] * (x.ndim - 2))
    count = x.size // x.shape[1] * num_batches
    if is_test:
        m, v = mean.astype(np.float64), var.astype(np.float64)
    elif num_batches > 1:
        m = sums / count
        v = sumsq / count - m * m
    elif x.shape[0]:
        m, v = x.mean(axes), x.var(axes)
    else:
        return channels_as(x, order).astype(np.float32), mean, var, np.zeros_like(mean), np.zeros_like(var)
    y = (x - m.reshape(shape)) / np.sqrt(v + epsilon).reshape(shape) * scale.reshape(shape) + bias.reshape(shape)
    y = channels_as(y, order).astype(np.float32)
    if is_test:
        return y
    running = [momentum * mean + (1 - momentum) * m, momentum * var + (1 - momentum) * v * count / (count - 1)]
    return tuple(np.float32(a) for a in (y, *running, m, 1 / np.sqrt(v + epsilon)))


def inputs(*shape, order="NCHW"):
    c = shape[1] if order == "NCHW" else shape[-1]
    return [normal(*shape), normal(c), normal(c), normal(c), uniform(c, low=0.5, high=2)]


def sums(x, order="NCHW"):
    x = channels_first(x, order)
    axes = (0, *range(2, x.ndim))
    return [np.float32(2.2 * x.sum(axes)), np.float32(2.5 * (x * x).sum(axes) + 1)]


TEST = {"gradient": False, "why": "Caffe2's gradient takes the running variance for an inverse deviation"}
test_testing = operator_test("SpatialBN", spatial_bn, [
    Case(inputs(2, 3, 4, 5), {"is_test": 1}, **TEST),
    Case(inputs(2, 4, 5, 3, order="NHWC"), {"is_test": 1, "order": "NHWC", "epsilon": 0.1}, **TEST),
    Case(inputs(2, 3, 2, 2, 2), {"is_test": 1}, **TEST),
    Case(inputs(2, 3), {"is_test": 1}, **TEST),
    Case(inputs(0, 3, 4, 5), {"is_test": 1}, **TEST),
])
test_training = operator_test("SpatialBN", spatial_bn, [
    Case(inputs(3, 2, 4, 5), {"is_test": 0}, gradient=[0, 1, 2]),
    Case(inputs(3, 4, 5, 3, order="NHWC"), {"is_test": 0, "order": "NHWC", "momentum": 0.3, "epsilon": 0.01}),
    Case(inputs(2, 3, 2, 2, 3), {"is_test": 0}),
    Case(inputs(8, 3), {"is_test": 0}),
    Case(inputs(0, 3, 4, 5), {"is_test": 0}, gradient=False, why="no elements"),
], gradient_outputs=[0], threshold=2e-2)
X, Z = inputs(3, 2, 4, 4), inputs(3, 4, 4, 2, order="NHWC")
test_several_batches = operator_test("SpatialBN", spatial_bn, [
    Case(X + sums(X[0]), {"is_test": 0, "num_batches": 2}),
    Case(Z + sums(Z[0], "NHWC"), {"is_test": 0, "num_batches": 3, "order": "NHWC"}),
], gradient=False, why="the gradient needs the gradient sums of the other batches, see below")

test_refusals = operator_test("SpatialBN", spatial_bn, [
    Case(inputs(2, 3, 2, 2), error="is_test"),
    Case(inputs(2, 3, 2, 2), {"is_test": 1}, outputs=5, error="outputs"),
    Case(inputs(2, 3, 2, 2), {"is_test": 1, "epsilon": 0.0}, error="epsilon"),
    Case(inputs(2, 3, 2, 2), {"is_test": 1, "momentum": 1.5}, error="momentum"),
    Case(inputs(2, 3, 2, 2)[:4], {"is_test": 1}, error="Input size"),
    Case([*inputs(2, 3, 2, 2)[:4], normal(2)], {"is_test": 1}, error="var must have one element"),
    Case(inputs(2, 3, 2, 2), {"is_test": 0, "num_batches": 2}, outputs=5, error="inputs 5 and 6"),
    Case([normal(3), *inputs(2, 3)[1:]], {"is_test": 1}, error="image"),
])


@pytest.mark.parametrize("order", ["NCHW", "NHWC"])
def test_gradient_of_several_batches(order):
    """With the batch's own sums, once for each of num_batches equal batches, the gradient is that of one batch."""
    from netdef import core, workspace

    shape = (3, 2, 4, 4) if order == "NCHW" else (3, 4, 4, 2)
    x, scale, dy = normal(*shape), normal(2), normal(*shape)
    flat = [channels_first(a, order).swapaxes(0, 1).reshape(2, -1).astype(np.float64) for a in (x, dy)]
    mean, inv_std = np.float32(flat[0].mean(1)), np.float32(1 / np.sqrt(flat[0].var(1) + 1e-5))
    for name, value in {"x": x, "s": scale, "dy": dy, "m": mean, "v": inv_std}.items():
        workspace.FeedBlob(name, value)
    args = {"order": order}
    workspace.RunOperatorOnce(core.CreateOperator("SpatialBNGradient", ["x", "s", "dy", "m", "v"], ["dx", "ds", "db"], **args))
    expected = [workspace.FetchBlob(n) for n in ("dx", "ds", "db")]
    np.testing.assert_allclose(expected[2], flat[1].sum(1), rtol=1e-4, atol=1e-5)
    workspace.FeedBlob("ds_sum", 4 * expected[1])
    workspace.FeedBlob("db_sum", 4 * expected[2])
    workspace.RunOperatorOnce(core.CreateOperator(
        "SpatialBNGradient", ["x", "s", "dy", "m", "v", "ds_sum", "db_sum"], ["dx", "ds_sum", "db_sum"], num_batches=4, **args))
    for name, value in zip(("dx", "ds_sum", "db_sum"), expected):
        np.testing.assert_allclose(workspace.FetchBlob(name), value, rtol=1e-4, atol=1e-5)
