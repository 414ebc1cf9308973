"""ChannelShuffle against a transpose."""

import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.windows import channels_as, channels_first


def channel_shuffle(x, group=1, order="NCHW"):
    x = channels_first(x, order)
    y = x.reshape(x.shape[0], group, x.shape[1] // group, *x.shape[2:]).swapaxes(1, 2).reshape(x.shape)
    return channels_as(y, order)


test_channel_shuffle = operator_test("ChannelShuffle", channel_shuffle, [
    Case([normal(2, 6, 3, 4)], {"group": 2}),
    Case([normal(2, 6, 3, 4)], {"group": 3}),
    Case([normal(2, 3, 4, 6)], {"group": 3, "order": "NHWC"}),
    Case([normal(2, 6, 3, 4)]),
    Case([normal(2, 4)], {"group": 2}),
    Case([normal(0, 4, 3, 3)], {"group": 2}),
    Case([np.arange(24, dtype=np.uint8).reshape(1, 4, 3, 2)], {"group": 2}, gradient=False, why="integers"),
    Case([normal(2, 6, 3, 4)], {"group": 4}, error="divisible"),
    Case([normal(2, 6, 3, 4)], {"group": 0}, error="group must be positive"),
    Case([normal(4)], {"group": 2}, error="image"),
])
