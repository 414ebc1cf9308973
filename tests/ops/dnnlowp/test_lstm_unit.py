"""LSTMUnit in eight bits: near the float unit, outputs quantized by the ranges of that."""

import numpy as np

from netdef.testing import Case, normal, quantized
from oracles.dnnlowp import lowp_test, parameters, range_of, real_value, to_bytes


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_unit(h, c, gates, lengths, t, forget_bias=0.0, drop_states=False):
    h, c, gates = real_value(h), real_value(c), real_value(gates)
    i, f, o, g = np.split(gates.astype(np.float64), 4, axis=2)
    cell = sigmoid(f + forget_bias) * c + sigmoid(i) * np.tanh(g)
    hidden = sigmoid(o) * np.tanh(cell)
    runs = (t[0] < lengths)[None, :, None]
    outputs = np.where(runs, hidden, 0 if drop_states else h), np.where(runs, cell, 0 if drop_states else c)
    return tuple(to_bytes(y, *parameters(*range_of(y))) for y in outputs)


LENGTHS, T = np.int32([3, 1, 2]), np.int32([1])
CASES = [
    Case([normal(1, 3, 4), normal(1, 3, 4), normal(1, 3, 16), LENGTHS, T]),
    Case([normal(1, 3, 4), normal(1, 3, 4), normal(1, 3, 16), LENGTHS, T], {"drop_states": 1, "forget_bias": 0.5}),
    Case([quantized(1, 3, 4, scale=0.01), quantized(1, 3, 4, scale=0.01, zero_point=100), quantized(1, 3, 16, scale=0.02), LENGTHS, T]),
]
test_lstm_unit = lowp_test("LSTMUnit", lstm_unit, CASES, steps=4)
test_int8_lstm_unit = lowp_test("Int8LSTMUnit", lstm_unit, CASES, steps=4)
