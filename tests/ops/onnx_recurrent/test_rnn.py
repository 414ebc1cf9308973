import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.onnx_recurrent import recurrent


def cell(x, states, w, r, wb, rb, p, f, args):
    return [f[0](x @ w.T + states[0] @ r.T + wb + rb)]


def inputs(d=1, t=5, b=3, i=4, h=2):
    return [normal(t, b, i), normal(d, h, i), normal(d, h, h)]


test_rnn = operator_test("RNN", recurrent(cell, 1, ["Tanh"]), [
    Case(inputs()),
    Case([*inputs(), normal(1, 4), np.array([5, 0, 2], np.int32), normal(1, 3, 2)]),
    Case([*inputs(), None, np.array([5, 0, 2], np.int32)], args={"direction": "reverse"}),
    Case(inputs(2), args={"direction": "bidirectional", "activations": ["Relu", "Softsign"], "clip": 0.8}),
    Case([*inputs(1, 3, 5), None, None, normal(3, 1, 2)], args={"layout": 1}),
    Case(inputs(2), error="W must have the shape"),
    Case([*inputs(), None, np.array([6, 0, 2], np.int32)], outputs=2, error="lengths of 0 to 5"),
    Case(inputs(), args={"activations": ["Tanh", "Tanh"]}, error="functions for each direction"),
    Case(inputs(), args={"activations": ["x"]}, error="is not known"),
    Case(inputs(), args={"hidden_size": 3}, error="hidden_size is 3"),
], domain="ai.onnx")
