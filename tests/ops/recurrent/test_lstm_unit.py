"""LSTMUnit and its gradient against the formula."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_unit(h, c, gates, *rest, forget_bias=0.0, sequence_lengths=True, drop_states=False):
    lengths, t = rest if sequence_lengths else (None, *rest)
    i, f, o, g = np.split(gates.astype(np.float64), 4, axis=2)
    new_c = sigmoid(f + forget_bias) * c + sigmoid(i) * np.tanh(g)
    new_h = sigmoid(o) * np.tanh(new_c)
    if lengths is None:
        return new_h, new_c
    runs = (t[0] < lengths)[None, :, None]
    return np.where(runs, new_h, 0 if drop_states else h), np.where(runs, new_c, 0 if drop_states else c)


def state(batch, size):
    return [normal(1, batch, size), normal(1, batch, size), normal(1, batch, 4 * size)]


LENGTHS, T = np.int32([3, 1, 2]), np.int32([1])

test_lstm_unit = operator_test("LSTMUnit", lstm_unit, [
    Case([*state(3, 4), LENGTHS, T]),
    Case([*state(3, 4), LENGTHS, T], args={"drop_states": 1}),
    Case([*state(2, 5), T], args={"sequence_lengths": 0, "forget_bias": 0.7}),
    Case([*state(0, 5), np.int32([]), T]),
    Case([*state(40, 70), np.full(40, 9, np.int32), T], gradient=False, why="large"),
    Case([normal(1, 2, 4), normal(1, 2, 4), normal(1, 2, 15), np.int32([1, 1]), T], error="gates must be of shape"),
    Case([normal(1, 3, 4), normal(1, 2, 4), normal(1, 2, 16), np.int32([1, 1]), T], error="hidden_t_prev must be of shape"),
    Case([normal(2, 4), normal(2, 4), normal(2, 16), np.int32([1, 1]), T], error="must be of shape"),
    Case([*state(2, 4), np.int32([1]), T], error="one sequence length for each row"),
    Case([*state(2, 4), np.int32([1, 1]), np.int32([])], error="step number is missing"),
    Case([*state(2, 4), T], error="wrong number of inputs"),
], gradient=[0, 1, 2])
