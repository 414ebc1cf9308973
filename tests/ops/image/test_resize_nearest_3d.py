"""ResizeNearest3D against indexing."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def resize_nearest_3d(x, temporal_scale=1.0, height_scale=1.0, width_scale=1.0, order="NCHW"):
    for axis, scale in enumerate((temporal_scale, height_scale, width_scale), 2):
        size = int(np.float32(x.shape[axis]) * np.float32(scale))
        source = np.minimum(np.arange(size, dtype=np.float32) / np.float32(scale), x.shape[axis] - 1).astype(int)
        x = x.take(source, axis)
    return x


test_resize_nearest_3d = operator_test("ResizeNearest3D", resize_nearest_3d, [
    Case([normal(2, 2, 3, 2, 4)], {"temporal_scale": 2.0, "height_scale": 2.0, "width_scale": 2.0}),
    Case([normal(1, 2, 2, 3, 3)], {"height_scale": 2.0, "width_scale": 2.0}),
    Case([normal(1, 1, 4, 5, 2)], {"temporal_scale": 0.5, "height_scale": 1.7, "width_scale": 3.0}),
    Case([normal(0, 1, 4, 5, 2)], {"temporal_scale": 2.0}),
    Case([normal(1, 1, 2, 2)], error="expected frames"),
    Case([normal(1, 1, 2, 2, 2)], {"temporal_scale": 0.0}, error="must be positive"),
    Case([normal(1, 1, 2, 2, 2)], {"order": "NHWC"}, error="Not implemented for storage order"),
])

test_gradient = operator_test("ResizeNearest3DGradient", None, [
    Case([normal(1, 1, 2, 2, 3), normal(1, 1, 2, 2, 2)], error="dY must have shape"),
])
