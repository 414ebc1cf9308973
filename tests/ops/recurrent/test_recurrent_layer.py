"""netdef::RecurrentLayer step by step in numpy; what makes it, and how it runs in prepared nets: tests/passes/test_fuse_recurrent.py."""

import numpy as np
import pytest

from nets import op, run
from prepared import normal

STEPS, BATCH, INPUTS, HIDDEN = 5, 4, 3, 6


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def feeds(gates, pairs):
    named = {"x": normal(STEPS, BATCH, INPUTS), "w": normal(gates * HIDDEN, INPUTS, seed=1), "b": normal(gates * HIDDEN, seed=2),
             "lengths": np.array([5, 0, 2, 4], np.int32), "h": normal(1, BATCH, HIDDEN, seed=3), "c": normal(HIDDEN, seed=4)}
    for i in range(pairs):
        rows = gates // pairs * HIDDEN
        named |= {f"r{i}": normal(rows, HIDDEN, seed=5 + i) / 2, f"rb{i}": normal(rows, seed=9 + i)}
    return named


def layer(named, cell, outputs, lengths=True, **args):
    names = ["x", "w", "b", "lengths" if lengths else "", "h", "c" if cell == "lstm" else "", *(n for n in named if n.startswith("r"))]
    definition = op("RecurrentLayer", names, outputs, cell=cell, **args)
    definition.domain = "netdef"
    return run(definition, feed=named, fetch=outputs)


@pytest.mark.parametrize("lengths", [False, True])
@pytest.mark.parametrize("drop_states", [0, 1])
def test_lstm(lengths, drop_states):
    f = feeds(4, 1)
    got = layer(f, "lstm", ["h_all", "h_last", "c_all", "c_last"], lengths, forget_bias=0.5, drop_states=drop_states)
    h, c, hs, cs = f["h"][0], np.tile(f["c"], (BATCH, 1)), [], []
    for t in range(STEPS):
        i, forget, o, g = np.split(f["x"][t] @ f["w"].T + f["b"] + h @ f["r0"].T + f["rb0"], 4, axis=1)
        new_c = sigmoid(forget + 0.5) * c + sigmoid(i) * np.tanh(g)
        runs = (t < (f["lengths"] if lengths else STEPS) * np.ones(BATCH))[:, None]
        h, c = np.where(runs, sigmoid(o) * np.tanh(new_c), 0 if drop_states else h), np.where(runs, new_c, 0 if drop_states else c)
        hs.append(h)
        cs.append(c)
    for value, expected in zip(got, [np.stack(hs), h[None], np.stack(cs), c[None]]):
        np.testing.assert_allclose(value, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("cell", ["gru", "gru_reset_after"])
def test_gru(cell):
    f = feeds(3, 3)
    got = layer(f, cell, ["h_all", "h_last"])
    h, hs = f["h"][0], []
    for t in range(STEPS):
        r, u, o = np.split(f["x"][t] @ f["w"].T + f["b"], 3, axis=1)
        product = lambda state, i: state @ f[f"r{i}"].T + f[f"rb{i}"]  # noqa: E731
        reset, update = sigmoid(r + product(h, 0)), sigmoid(u + product(h, 1))
        candidate = np.tanh(o + (reset * product(h, 2) if cell == "gru_reset_after" else product(reset * h, 2)))
        h = np.where((t < f["lengths"])[:, None], update * h + (1 - update) * candidate, h)
        hs.append(h)
    np.testing.assert_allclose(got[0], np.stack(hs), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(got[1], h[None], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("change, message", [
    ({"w": normal(23, INPUTS)}, "W must be of shape"), ({"r0": normal(24, 5)}, "W must be of shape"), ({"h": normal(2, BATCH, HIDDEN)}, "a first state must be"),
    ({"lengths": np.array([1], np.int32)}, "the lengths must be of shape"),
])
def test_sizes_that_do_not_fit(change, message):
    with pytest.raises(RuntimeError, match=message):
        layer(feeds(4, 1) | change, "lstm", ["h_all", "h_last", "c_all", "c_last"])


def test_unknown_cell():
    with pytest.raises(RuntimeError, match="cell must be"):
        layer(feeds(4, 1), "elman", ["h_all", "h_last"])
