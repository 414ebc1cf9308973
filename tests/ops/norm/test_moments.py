"""Moments against numpy."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def moments(x, axes=(), keepdims=1):
    axes = tuple(axes) or tuple(range(x.ndim))
    x = x.astype(np.float64)
    empty = 0 in (x.shape[a] for a in axes)
    mean = x.sum(axes, keepdims=bool(keepdims)) if empty else x.mean(axes, keepdims=bool(keepdims))
    return np.float32(mean), np.float32(0 * mean if empty else x.var(axes, keepdims=bool(keepdims)))


test_moments = operator_test("Moments", moments, [
    Case([normal(3, 4)]),
    Case([normal(3, 4)], {"axes": [0]}),
    Case([normal(3, 4)], {"axes": [1], "keepdims": 0}),
    Case([normal(2, 3, 4, 2)], {"axes": [1, 3]}),
    Case([normal(2, 3, 4, 2)], {"axes": [2, 0], "keepdims": 0}),
    Case([normal(5)], {"keepdims": 0}),
    Case([np.float32(3)], gradient=False, why="a scalar has no variance"),
    Case([normal(0, 3)], {"axes": [0]}),
    Case([normal(0, 3)], {"axes": [1]}),
    Case([normal(3, 4)], {"axes": [2]}, error="smaller than the dimensions"),
    Case([normal(3, 4)], {"axes": [-1]}, error="non-negative"),
    Case([np.ones((3, 4), np.int32)], error="type"),
])


def test_an_axis_named_twice_counts_once():
    from netdef import core, workspace

    x = normal(3, 4)
    workspace.FeedBlob("x", x)
    workspace.RunOperatorOnce(core.CreateOperator("Moments", ["x"], ["m", "v"], axes=[0, 0]))
    np.testing.assert_allclose(workspace.FetchBlob("v"), x.var(0, keepdims=True), rtol=1e-5)
