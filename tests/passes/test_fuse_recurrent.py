"""Recurrent networks as rnn_cell and gru_cell build them, run as layers."""

import numpy as np
import pytest

from netdef import gru_cell, model_helper, rnn_cell, workspace
from netdef.proto import caffe2_pb2
from prepared import assert_agree, fills, kernels, normal, types

STEPS, BATCH, INPUTS = 7, 5, 6


def predictors(build, hidden, states, outputs=None):
    """(prepared, plain, inputs) of the net that `build` makes of a model, "x", "lengths" and the names of the first states."""
    workspace.ResetWorkspace()
    model = model_helper.ModelHelper(name="m")
    results = [str(r) for r in build(model, list(states))]
    net = model.net.Proto()
    net.external_output.extend(results if outputs is None else [results[i] for i in outputs])
    workspace.RunNetOnce(model.param_init_net)
    parameters = {str(p): normal(*workspace.FetchBlob(p).shape, seed=i) / np.sqrt(hidden) for i, p in enumerate(model.params)}
    inputs = {"x": normal(STEPS, BATCH, INPUTS), "lengths": np.array([7, 1, 4, 6, 2], np.int32), **states}
    init = fills(parameters)
    return workspace.Predictor(init, net), workspace.Predictor(init, net, optimize=False), inputs


def lstm_states(hidden, layers=1):
    return {f"{letter}{i}": normal(1, BATCH, hidden, seed=9 + i) for i in range(layers) for letter in "hc"}


@pytest.mark.parametrize("hidden", [3, 16, 37])
@pytest.mark.parametrize("args", [{}, {"forget_bias": 1.0}, {"drop_states": True}])
def test_lstm(hidden, args):
    def build(model, states):
        return rnn_cell.LSTM(model, "x", "lengths", states, INPUTS, hidden, "s", forward_only=True, **args)

    prepared, plain, inputs = predictors(build, hidden, lstm_states(hidden))
    assert types(prepared) == ["netdef::RecurrentLayer"]
    assert [how.split(":")[0] for _, how in kernels(prepared, inputs)] == ["recurrence"]
    assert_agree(prepared, plain, inputs, 1e-5)


def test_lstm_of_which_only_the_end_is_wanted():
    def build(model, states):
        return rnn_cell.LSTM(model, "x", None, states, INPUTS, 8, "s", forward_only=True)

    prepared, plain, inputs = predictors(build, 8, lstm_states(8), outputs=[1])
    del inputs["lengths"]
    assert types(prepared) == ["netdef::RecurrentLayer"]
    assert_agree(prepared, plain, inputs, 1e-5)


def test_one_first_state_for_all_sequences():
    def build(model, states):
        return rnn_cell.LSTM(model, "x", "lengths", states, INPUTS, 8, "s", forward_only=True)

    prepared, plain, inputs = predictors(build, 8, {"h": normal(8), "c": normal(8, seed=1)})
    assert types(prepared) == ["netdef::RecurrentLayer"]
    assert_agree(prepared, plain, inputs, 1e-5)


def test_layers_on_top_of_each_other():
    def build(model, states):
        return rnn_cell.LSTM(model, "x", "lengths", states, INPUTS, [8, 5, 20], "s", forward_only=True)

    states = {f"{letter}{i}": normal(1, BATCH, size, seed=9 + i) for i, size in enumerate([8, 5, 20]) for letter in "hc"}
    prepared, plain, inputs = predictors(build, 8, states)
    assert types(prepared) == ["netdef::RecurrentLayer"] * 3
    assert_agree(prepared, plain, inputs, 1e-5)


@pytest.mark.parametrize("linear_before_reset", [False, True])
@pytest.mark.parametrize("drop_states", [False, True])
def test_gru(linear_before_reset, drop_states):
    def build(model, states):
        return gru_cell.GRU(model, "x", "lengths", states, INPUTS, 21, "s", forward_only=True, linear_before_reset=linear_before_reset,
                            drop_states=drop_states)

    prepared, plain, inputs = predictors(build, 21, {"h": normal(1, BATCH, 21)})
    assert types(prepared) == ["netdef::RecurrentLayer"]
    assert_agree(prepared, plain, inputs, 1e-5)


def test_other_cells_stay():
    def build(model, states):
        return rnn_cell.LayerNormLSTM(model, "x", "lengths", states, INPUTS, 8, "s", forward_only=True)

    prepared, plain, inputs = predictors(build, 8, lstm_states(8))
    assert "RecurrentNetwork" in types(prepared)
    assert_agree(prepared, plain, inputs, 1e-5)


def test_a_step_net_that_does_more_stays():
    def build(model, states):
        results = rnn_cell.LSTM(model, "x", "lengths", states, INPUTS, 8, "s", forward_only=True)
        step = next(a for op in model.net.Proto().op for a in op.arg if a.name == "step_net").n
        step.op.add().CopyFrom(caffe2_pb2.OperatorDef(type="Relu", input=["s/hidden_state"], output=["more"]))
        return results

    prepared, plain, inputs = predictors(build, 8, lstm_states(8))
    assert "RecurrentNetwork" in types(prepared)
    assert_agree(prepared, plain, inputs, 1e-5)


def test_a_projection_that_is_wanted_stays():
    def build(model, states):
        results = rnn_cell.LSTM(model, "x", "lengths", states, INPUTS, 8, "s", forward_only=True)
        return [*results, "s/i2h"]

    prepared, plain, inputs = predictors(build, 8, lstm_states(8))
    assert "RecurrentNetwork" in types(prepared)
    assert_agree(prepared, plain, inputs, 1e-5)
