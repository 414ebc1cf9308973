"""UpsampleBilinear against interpolation matrices."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def weights(out: int, size: int) -> np.ndarray:
    at = np.arange(out) * ((size - 1) / (out - 1) if out > 1 else 0)
    return np.maximum(0, 1 - np.abs(at[:, None] - np.arange(size)))


def upsample_bilinear(x, scales=None, width_scale=1.0, height_scale=1.0):
    scales = np.float32([height_scale, width_scale]) if scales is None else scales
    rows, columns = (weights(int(np.float32(n) * s), n) for n, s in zip(x.shape[2:], scales))
    return np.einsum("hi,wj,ncij->nchw", rows, columns, x.astype(np.float64)).astype(np.float32)


test_upsample_bilinear = operator_test("UpsampleBilinear", upsample_bilinear, [
    Case([normal(2, 3, 4, 5)], {"width_scale": 2.0, "height_scale": 3.0}),
    Case([normal(1, 2, 7, 6)], {"width_scale": 1.7, "height_scale": 0.6}),
    Case([normal(1, 2, 4, 5), np.float32([2, 1.5])], gradient=[0]),
    Case([normal(1, 2, 4, 5)]),
    Case([normal(1, 2, 1, 5)], {"width_scale": 0.3, "height_scale": 4.0}),
    Case([normal(0, 2, 4, 5)], {"width_scale": 2.0}),
    Case([normal(1, 2, 4, 5)], {"width_scale": 0.1}, gradient=False, why="no output"),
    Case([normal(1, 2, 4, 5)], {"height_scale": -1.0}, error="must be positive"),
    Case([normal(1, 2, 4, 5), normal(1, 2)], error="vector of height and width scale"),
    Case([normal(1, 2, 4)], error="two spatial axes"),
])
