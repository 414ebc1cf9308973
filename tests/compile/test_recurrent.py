"""Recurrent layers that run all steps at once: against numpy, on this CPU and on lesser ones."""

import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

from nets import op
from oracles.onnx_recurrent import recurrent
from ops.onnx_recurrent.test_gru import cell as gru
from ops.onnx_recurrent.test_lstm import cell as lstm
from ops.onnx_recurrent.test_rnn import cell as rnn
from prepared import kernels, normal, prepare

KINDS = {"LSTM": (lstm, 2, ["Sigmoid", "Tanh", "Tanh"]), "GRU": (gru, 1, ["Sigmoid", "Tanh"]), "RNN": (rnn, 1, ["Tanh"])}
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}
# Sequences of one and of many, sizes around the vectors' widths and the tiles' heights, more inputs than are multiplied at once.
SHAPES = [(5, 1, 4, 2), (3, 7, 5, 17), (4, 2, 33, 32), (2, 16, 8, 45), (9, 3, 1, 1), (150, 4, 3, 9)]


def layer(kind, steps, batch, inputs, hidden, optional=(), **args):
    """(definition, inputs of a call, weights) of an operator of ONNX."""
    directions = 2 if args.get("direction") == "bidirectional" else 1
    rows = GATES[kind] * hidden
    scale = np.float32(1 / np.sqrt(hidden + inputs))
    state = (batch, directions, hidden) if args.get("layout") else (directions, batch, hidden)
    weights = {"w": normal(directions, rows, inputs, seed=1) * scale, "r": normal(directions, rows, hidden, seed=2) * scale}
    feeds = {"x": normal(*((batch, steps) if args.get("layout") else (steps, batch)), inputs)}
    if "bias" in optional:
        weights["b"] = normal(directions, 2 * rows, seed=3)
    if "lengths" in optional:
        feeds["lengths"] = np.random.default_rng(4).integers(0, steps + 1, batch).astype(np.int32)
    if "states" in optional:
        feeds["h"] = normal(*state, seed=5)
        if kind == "LSTM":
            feeds["c"] = normal(*state, seed=6)
    names = [name if name in weights or name in feeds else "" for name in ("x", "w", "r", "b", "lengths", "h", "c")]
    while not names[-1]:
        names.pop()
    definition = op(kind, names, ["y", "last_h", "last_c"][:3 if kind == "LSTM" else 2], **args)
    definition.domain = "ai.onnx"
    return definition, feeds, weights


def check(kind, shape, optional=(), **args):
    definition, feeds, weights = layer(kind, *shape, optional, **args)
    prepared, _ = prepare([definition], list(feeds), list(definition.output), weights)
    given = {**feeds, **weights}
    oracle_args = dict(args)
    wanted = recurrent(*KINDS[kind])(given["x"], given["w"], given["r"], given.get("b"), given.get("lengths"), given.get("h"), given.get("c"), **oracle_args)
    for _ in range(2):
        got = prepared.run_named(feeds)
        for name, value in zip(definition.output, wanted):
            np.testing.assert_allclose(got[name], value, rtol=0, atol=2e-6, err_msg=name)
    (what, how), = kernels(prepared, feeds)
    assert what == kind and how.startswith("recurrence:")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
def test_shapes(kind, shape):
    check(kind, shape, ["bias", "states"])


@pytest.mark.parametrize("direction", ["forward", "reverse", "bidirectional"])
@pytest.mark.parametrize("optional", [(), ("bias", "lengths"), ("bias", "lengths", "states")])
@pytest.mark.parametrize("kind, args", [("LSTM", {}), ("GRU", {}), ("GRU", {"linear_before_reset": 1}), ("RNN", {}), ("LSTM", {"layout": 1})])
def test_directions_and_lengths(kind, args, optional, direction):
    check(kind, (6, 5, 7, 19), optional, direction=direction, **args)


@pytest.mark.parametrize("isa, implementation", [("AVX2", "recurrence:avx2"), ("SSE41", "recurrence:plain")])
def test_lesser_cpus(isa, implementation):
    """The same tests in a process that is told to use no more than `isa`."""
    tests = [str(pathlib.Path(__file__).parents[1]), *sys.path]
    script = ("import sys; sys.path[:0] = {!r}\nimport test_recurrent as t\nfrom prepared import kernels, prepare\n"
              "d, feeds, weights = t.layer('LSTM', *t.SHAPES[1])\n"
              "print(kernels(prepare([d], list(feeds), list(d.output), weights)[0], feeds)[0][1])\n"
              "[t.check(kind, shape, ['bias', 'lengths', 'states']) for kind in t.KINDS for shape in t.SHAPES]\n"
              "[t.check('GRU', shape, ['bias'], linear_before_reset=1) for shape in t.SHAPES]\n").format([str(pathlib.Path(__file__).parent), *tests])
    run = subprocess.run([sys.executable, "-c", script], env=os.environ | {"ONEDNN_MAX_CPU_ISA": isa}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == [implementation]


@pytest.mark.parametrize("kind, args, change", [
    ("LSTM", {"clip": 0.5}, None), ("LSTM", {"input_forget": 1}, None), ("GRU", {"activations": ["Relu", "Tanh"]}, None),
    ("LSTM", {}, "w"),  # weights that are no constants
])
def test_what_is_served_as_it_is(kind, args, change):
    definition, feeds, weights = layer(kind, 4, 3, 5, 6, ["bias"], **args)
    if change:
        feeds[change] = weights.pop(change)
    prepared, plain = prepare([definition], list(feeds), list(definition.output), weights)
    assert kernels(prepared, feeds) == [(kind, "operator")]
    for name, value in plain.run_named(feeds).items():
        np.testing.assert_allclose(prepared.run_named(feeds)[name], value, rtol=1e-6)


def test_lengths_are_checked():
    definition, feeds, weights = layer("LSTM", 4, 3, 5, 6, ["lengths"])
    prepared, _ = prepare([definition], list(feeds), ["y"], weights)
    feeds["lengths"] = np.array([1, 5, 2], np.int32)
    with pytest.raises(RuntimeError, match="from 0 to 4, got 5"):
        prepared.run_named(feeds)
