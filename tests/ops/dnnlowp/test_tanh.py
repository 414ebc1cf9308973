import numpy as np

from netdef.testing import Case
from netdef.workspace import Int8Tensor
from oracles.dnnlowp import lowp_test, to_bytes

BYTES = np.arange(256, dtype=np.uint8).reshape(16, 16)


def table(function, step, low, high, scale, zero):
    def oracle(x):
        steps = x.data.astype(np.float64) - 128
        y = np.where(np.abs(steps) >= 127, np.where(steps > 0, high, low), function(steps * step))
        return to_bytes(y, scale, zero)
    return oracle


sigmoid = table(lambda x: 1 / (1 + np.exp(-x)), 6 / 127, 0.0, 1.0, 1 / 254, 0)
tanh = table(np.tanh, 3 / 127, -1.0, 1.0, 1 / 127, 128)
SIGMOID_CASES = [Case([Int8Tensor(BYTES, 6 / 127, 128)]), Case([Int8Tensor(BYTES[:0], 6 / 127, 128)]),
                 Case([np.zeros(3, np.float32)], error="Int8Tensor")]
TANH_CASES = [Case([Int8Tensor(BYTES, 3 / 127, 128)]), Case([Int8Tensor(BYTES[:0], 3 / 127, 128)])]
test_sigmoid = lowp_test("Sigmoid", sigmoid, SIGMOID_CASES, steps=0)
test_int8_sigmoid = lowp_test("Int8Sigmoid", sigmoid, SIGMOID_CASES, steps=0)
test_tanh = lowp_test("Tanh", tanh, TANH_CASES, steps=0)
test_int8_tanh = lowp_test("Int8Tanh", tanh, TANH_CASES, steps=0)
