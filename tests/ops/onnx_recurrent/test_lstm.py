import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.onnx_recurrent import recurrent


def cell(x, states, w, r, wb, rb, p, f, args):
    h, c = states
    i, o, forget, g = np.split(x @ w.T + h @ r.T + wb + rb, 4)
    pi, po, pf = np.zeros((3, len(h))) if p is None else np.split(p, 3)
    i = f[0](i + pi * c)
    forget = 1 - i if args.get("input_forget") else f[0](forget + pf * c)
    c = forget * c + i * f[1](g)
    o = f[0](o + po * c)
    return [o * np.tanh(c), c]


def inputs(d=1, t=5, b=3, i=4, h=2):
    return [normal(t, b, i), normal(d, 4 * h, i), normal(d, 4 * h, h)]


test_lstm = operator_test("LSTM", recurrent(cell, 2, ["Sigmoid", "Tanh", "Tanh"]), [
    *[Case([*inputs(d), normal(d, 16), np.array([5, 0, 2], np.int32), normal(d, 3, 2), normal(d, 3, 2), normal(d, 6)], args={"direction": direction, "input_forget": l})
      for d, direction in ((1, "forward"), (1, "reverse"), (2, "bidirectional")) for l in (0, 1)],
    Case(inputs(), args={"clip": 0.5}),
    Case([*inputs(1, 3, 5), None, None, normal(3, 1, 2), normal(3, 1, 2)], args={"layout": 1}),
    Case([*inputs(), None, None, None, None, normal(1, 5)], error="P must have the shape"),
], domain="ai.onnx")
