"""ChannelBackpropStats against the definition."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def channel_backprop_stats(x, mean, inv_std, dy):
    shape = (1, -1, *[1] * (x.ndim - 2))
    axes = (0, *range(2, x.ndim))
    return np.float32(((x - mean.reshape(shape)) * inv_std.reshape(shape) * dy).sum(axes)), np.float32(dy.sum(axes))


test_channel_backprop_stats = operator_test("ChannelBackpropStats", channel_backprop_stats, [
    Case([normal(2, 3, 4, 5), normal(3), normal(3), normal(2, 3, 4, 5)]),
    Case([normal(2, 3, 4), normal(3), normal(3), normal(2, 3, 4)]),
    Case([normal(2, 3, 2, 2, 2), normal(3), normal(3), normal(2, 3, 2, 2, 2)]),
    Case([normal(0, 3, 4, 5), normal(3), normal(3), normal(0, 3, 4, 5)]),
    Case([normal(2, 3), normal(3), normal(3), normal(2, 3)], error="3 to 5 axes"),
    Case([normal(2, 3, 4), normal(2), normal(3), normal(2, 3, 4)], error="mean must have one element"),
    Case([normal(2, 3, 4), normal(3), normal(3), normal(1, 3, 4)], error="shape of X"),
])
