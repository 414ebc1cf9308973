"""ChannelStats against sums in numpy."""

import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.windows import channels_first


def channel_stats(x, order="NCHW"):
    x = channels_first(x.astype(np.float64), order)
    axes = (0, *range(2, x.ndim))
    return np.float32(x.sum(axes)), np.float32((x * x).sum(axes))


test_channel_stats = operator_test("ChannelStats", channel_stats, [
    Case([normal(2, 3, 4, 5)]),
    Case([normal(2, 4, 5, 3)], {"order": "NHWC"}),
    Case([normal(2, 3)]),
    Case([normal(0, 3, 4)]),
    Case([normal(0, 4, 3)], {"order": "NHWC"}),
    Case([normal(3)], error="image"),
])
