import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.onnx_recurrent import recurrent


def cell(x, states, w, r, wb, rb, p, f, args):
    h, = states
    (wz, wr, wh), (rz, rr, rh), (bz, br, bh), (cz, cr, ch) = (np.split(v, 3) for v in (w, r, wb, rb))
    z, reset = f[0](x @ wz.T + h @ rz.T + bz + cz), f[0](x @ wr.T + h @ rr.T + br + cr)
    if args.get("linear_before_reset"):
        new = f[1](x @ wh.T + bh + reset * (h @ rh.T + ch))
    else:
        new = f[1](x @ wh.T + bh + (reset * h) @ rh.T + ch)
    return [(1 - z) * new + z * h]


def inputs(d=1, t=5, b=3, i=4, h=2):
    return [normal(t, b, i), normal(d, 3 * h, i), normal(d, 3 * h, h)]


test_gru = operator_test("GRU", recurrent(cell, 1, ["Sigmoid", "Tanh"]), [
    *[Case([*inputs(d), normal(d, 12), np.array([5, 0, 2], np.int32), normal(d, 3, 2)], args={"direction": direction, "linear_before_reset": l})
      for d, direction in ((1, "forward"), (1, "reverse"), (2, "bidirectional")) for l in (0, 1)],
    Case(inputs(), args={"clip": 0.5}),
    Case(inputs(1, 3, 5), args={"layout": 1}),
    Case([normal(5, 3, 4), normal(1, 5, 4), normal(1, 6, 2)], error="W must have the shape"),
], domain="ai.onnx")
