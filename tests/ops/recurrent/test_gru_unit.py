"""GRUUnit and its gradient against the formula."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def gru_unit(h, gates, *rest, sequence_lengths=True, drop_states=False):
    lengths, t = rest if sequence_lengths else (None, *rest)
    _, update, output = np.split(gates.astype(np.float64), 3, axis=2)
    u = 1 / (1 + np.exp(-update))
    new = u * h + (1 - u) * np.tanh(output)
    return new if lengths is None else np.where((t[0] < lengths)[None, :, None], new, 0 if drop_states else h)


LENGTHS, T = np.int32([3, 1, 2]), np.int32([1])

test_gru_unit = operator_test("GRUUnit", gru_unit, [
    Case([normal(1, 3, 4), normal(1, 3, 12), LENGTHS, T]),
    Case([normal(1, 3, 4), normal(1, 3, 12), LENGTHS, T], args={"drop_states": 1}),
    Case([normal(1, 2, 5), normal(1, 2, 15), T], args={"sequence_lengths": 0}),
    Case([normal(1, 0, 5), normal(1, 0, 15), np.int32([]), T]),
    Case([normal(1, 2, 4), normal(1, 2, 11), np.int32([1, 1]), T], error="gates must be of shape"),
    Case([normal(2, 4), normal(2, 12), np.int32([1, 1]), T], error="must be of shape"),
    Case([normal(1, 2, 4), normal(1, 2, 12), np.int32([1]), T], error="one sequence length for each row"),
    Case([normal(1, 2, 4), normal(1, 2, 12), T], error="wrong number of inputs"),
], gradient=[0, 1])
