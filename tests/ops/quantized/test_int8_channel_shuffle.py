import numpy as np

from netdef.testing import Case, operator_test, quantized
from netdef.workspace import Int8Tensor


def int8_channel_shuffle(x, group=1, order="NHWC", kernel=1, Y_scale=1.0, Y_zero_point=0):
    *front, channels = x.data.shape
    shuffled = x.data.reshape(*front, group, channels // group).swapaxes(-1, -2).reshape(x.data.shape)
    return Int8Tensor(np.ascontiguousarray(shuffled), x.scale, x.zero_point)


SAME = {"Y_scale": 0.5, "Y_zero_point": 7, "order": "NHWC", "kernel": 1}
X = quantized(2, 3, 4, 6, scale=0.5, zero_point=7)
test_int8_channel_shuffle = operator_test("Int8ChannelShuffle", int8_channel_shuffle, [
    Case([X], args={**SAME, "group": 2}),
    Case([X], args={**SAME, "group": 3}),
    Case([quantized(0, 3, 4, 6, scale=0.5, zero_point=7)], args={**SAME, "group": 3}),
    Case([X], args={**SAME, "group": 4}, error="cannot be divided"),
    Case([X], args={**SAME, "group": 1}, error="at least two groups"),
    Case([X], args={**SAME, "group": 2, "order": "NCHW"}, error="NHWC"),
    Case([X], args={"group": 2, "order": "NHWC"}, error="Y_zero_point must be"),
], engines=[""])
