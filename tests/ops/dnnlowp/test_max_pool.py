"""MaxPool and ChannelShuffle of bytes against the same of numbers."""

import numpy as np

from netdef.testing import Case, normal, quantized
from netdef.workspace import Int8Tensor
from oracles.dnnlowp import lowp_test, parameters, range_of, to_bytes


def on_bytes(function):
    def oracle(x, **args):
        x = x if isinstance(x, Int8Tensor) else to_bytes(x, *parameters(*range_of(x)))
        return Int8Tensor(function(x.data, **args), x.scale, x.zero_point)
    return oracle


def max_pool(x, order="NCHW", **window):  # kernel 2, stride 2
    x = x if order == "NCHW" else np.moveaxis(x, -1, 1)
    n, c, h, w = x.shape
    y = x.reshape(n, c, h // 2, 2, w // 2, 2).max((3, 5))
    return y if order == "NCHW" else np.moveaxis(y, 1, -1)


def channel_shuffle(x, group, order="NCHW", **window):
    x = x if order == "NCHW" else np.moveaxis(x, -1, 1)
    n, c, h, w = x.shape
    y = x.reshape(n, group, c // group, h, w).swapaxes(1, 2).reshape(x.shape)
    return y if order == "NCHW" else np.moveaxis(y, 1, -1)


POOL = {"kernel": 2, "stride": 2}
POOL_CASES = [Case([quantized(2, 3, 4, 6, zero_point=9)], POOL), Case([normal(2, 3, 4, 6)], POOL),
              Case([quantized(2, 4, 6, 3)], {**POOL, "order": "NHWC"}), Case([quantized(0, 3, 4, 6)], POOL)]
SHUFFLE = {"group": 2, "kernel": 1}
SHUFFLE_CASES = [Case([quantized(2, 4, 3, 5)], SHUFFLE), Case([quantized(2, 3, 5, 4)], {**SHUFFLE, "order": "NHWC"}), Case([normal(1, 4, 3, 5)], SHUFFLE)]
test_max_pool = lowp_test("MaxPool", on_bytes(max_pool), POOL_CASES, steps=0)
test_int8_max_pool = lowp_test("Int8MaxPool", on_bytes(max_pool), POOL_CASES, steps=0)
test_channel_shuffle = lowp_test("ChannelShuffle", on_bytes(channel_shuffle), SHUFFLE_CASES, steps=0)
test_int8_channel_shuffle = lowp_test("Int8ChannelShuffle", on_bytes(channel_shuffle), SHUFFLE_CASES, steps=0)
