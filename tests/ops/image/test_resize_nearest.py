"""ResizeNearest against indexing."""

import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.windows import channels_as, channels_first


def resize_nearest(x, scales=None, width_scale=1.0, height_scale=1.0, order="NCHW"):
    x = channels_first(x, order)
    scales = np.float32([height_scale, width_scale]) if scales is None else scales
    sizes = [int(np.float32(n) * s) for n, s in zip(x.shape[2:], scales)]
    rows, columns = (np.minimum(np.arange(o, dtype=np.float32) / s, n - 1).astype(int) for o, s, n in zip(sizes, scales, x.shape[2:]))
    return channels_as(x[:, :, rows][:, :, :, columns], order)


test_resize_nearest = operator_test("ResizeNearest", resize_nearest, [
    Case([normal(2, 3, 4, 5)], {"width_scale": 2.0, "height_scale": 3.0}),
    Case([normal(1, 2, 7, 6)], {"width_scale": 1.7, "height_scale": 0.6}),
    Case([normal(1, 4, 5, 2)], {"width_scale": 1.7, "height_scale": 2.2, "order": "NHWC"}),
    Case([normal(1, 2, 4, 5), np.float32([2, 1.5])], gradient=[0]),
    Case([normal(1, 4, 5, 2), np.float32([0.5, 3])], {"order": "NHWC", "width_scale": 9.0}, gradient=[0]),
    Case([normal(1, 2, 4, 5)]),
    Case([normal(0, 2, 4, 5)], {"width_scale": 2.0}),
    Case([normal(1, 2, 4, 5)], {"width_scale": 0.1}, gradient=False, why="no output"),
    Case([normal(1, 2, 4, 5)], {"width_scale": 0.0}, error="must be positive"),
    Case([normal(1, 2, 4, 5)], {"width_scale": float("nan")}, error="must be positive"),
    Case([normal(1, 2, 4, 5)], {"width_scale": 1e30}, error="cannot be scaled"),
    Case([normal(1, 2, 4, 5), normal(3)], error="vector of height and width scale"),
    Case([normal(1, 2, 4, 5), np.float32([1, -1])], error="must be positive"),
    Case([normal(1, 2, 4)], error="two spatial axes"),
    Case([normal(1, 2, 4, 5)], {"order": "x"}, error="Unknown Storage order"),
])


def test_gradient_refuses_wrong_shapes():
    import pytest

    from netdef import core, workspace

    workspace.FeedBlob("x", normal(1, 2, 4, 4))
    workspace.FeedBlob("dy", normal(1, 3, 8, 8))
    for op in ("ResizeNearestGradient", "UpsampleBilinearGradient"):
        with pytest.raises(Exception, match="agree in images and channels"):
            workspace.RunOperatorOnce(core.CreateOperator(op, ["dy", "x"], ["dx"], width_scale=2.0, height_scale=2.0))
