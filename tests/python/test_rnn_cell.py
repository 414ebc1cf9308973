"""Recurrent cells: what they compute against numpy, gradients against differences, static against dynamic nets."""

import numpy as np
import pytest

from netdef import core, gradient_checker, gru_cell, model_helper, recurrent, rnn_cell, workspace
from netdef.attention import AttentionType

T, N, D, H = 4, 3, 2, 3
LENGTHS = np.array([4, 2, 1], np.int32)


@pytest.fixture(autouse=True)
def feeds():
    workspace.ResetWorkspace()
    rng = np.random.default_rng(9)
    workspace.FeedBlob("x", rng.normal(size=(T, N, D)).astype(np.float32))
    workspace.FeedBlob("lengths", LENGTHS)
    for name in ("h0", "c0", "h1", "c1"):
        workspace.FeedBlob(name, rng.normal(size=(1, N, H)).astype(np.float32))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def run(model, blobs):
    workspace.RunNetOnce(model.param_init_net)
    rng = np.random.default_rng(1)
    for param in model.params:
        workspace.FeedBlob(param, rng.normal(0, 0.5, workspace.FetchBlob(param).shape).astype(np.float32))
    workspace.RunNetOnce(model.net)
    return [workspace.FetchBlob(blob) for blob in blobs]


def lstm_by_hand(x, h, c, scope, forget_bias=0.0, drop_states=False):
    fetch = workspace.FetchBlob
    hs, cs = [], []
    for t in range(T):
        gates = x[t] @ fetch(scope + "/i2h_w").T + fetch(scope + "/i2h_b") + h @ fetch(scope + "/gates_t_w").T + fetch(scope + "/gates_t_b")
        i, f, o, g = np.split(gates, 4, axis=1)
        new_c = sigmoid(f + forget_bias) * c + sigmoid(i) * np.tanh(g)
        new_h = sigmoid(o) * np.tanh(new_c)
        valid = (t < LENGTHS)[:, None]
        left = 0.0 if drop_states else 1.0
        h, c = np.where(valid, new_h, left * h), np.where(valid, new_c, left * c)
        hs.append(h)
        cs.append(c)
    return np.stack(hs), hs[-1][None], np.stack(cs), cs[-1][None]


@pytest.mark.parametrize("drop_states", [False, True])
def test_lstm(drop_states):
    model = model_helper.ModelHelper(name="m")
    blobs = rnn_cell.LSTM(model, "x", "lengths", ["h0", "c0"], D, H, "s", forget_bias=0.7, drop_states=drop_states)
    got = run(model, blobs)
    expected = lstm_by_hand(
        workspace.FetchBlob("x"), workspace.FetchBlob("h0")[0], workspace.FetchBlob("c0")[0], "s", 0.7, drop_states)
    for name, a, b in zip(("h", "last h", "c", "last c"), got, expected):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6, err_msg=name)


def test_gru():
    model = model_helper.ModelHelper(name="m")
    blobs = gru_cell.GRU(model, "x", "lengths", ["h0"], D, H, "s")
    got = run(model, blobs)
    fetch = workspace.FetchBlob
    h = fetch("h0")[0]
    for t in range(T):
        reset, update, output = np.split(fetch("x")[t] @ fetch("s/i2h_w").T + fetch("s/i2h_b"), 3, axis=1)
        reset = sigmoid(reset + h @ fetch("s/reset_gate_t_w").T + fetch("s/reset_gate_t_b"))
        update = sigmoid(update + h @ fetch("s/update_gate_t_w").T + fetch("s/update_gate_t_b"))
        output = np.tanh(output + (reset * h) @ fetch("s/output_gate_t_w").T + fetch("s/output_gate_t_b"))
        h = np.where((t < LENGTHS)[:, None], update * h + (1 - update) * output, h)
        np.testing.assert_allclose(got[0][t], h, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("activation, function", [("tanh", np.tanh), ("relu", lambda x: np.maximum(x, 0))])
def test_basic_rnn_trains(activation, function):
    model = model_helper.ModelHelper(name="m")
    blobs = rnn_cell.BasicRNN(model, "x", "lengths", ["h0"], D, H, "s", activation=activation)
    got = run(model, blobs)
    fetch = workspace.FetchBlob
    h = fetch("h0")[0]
    for t in range(T):
        new = function(fetch("x")[t] @ fetch("s/i2h_w").T + fetch("s/i2h_b") + h @ fetch("s/gates_t_w").T + fetch("s/gates_t_b"))
        h = np.where((t < LENGTHS)[:, None], new, h)
        np.testing.assert_allclose(got[0][t], h, rtol=1e-5, atol=1e-6)
    gradient_checker.NetGradientChecker.Check(
        model.net, [blobs[0]], {"h0": fetch("h0")}, "h0", step_size=1e-3, threshold=1e-2, print_net=False)


def build(cell, unrolled, layers=2):
    model = model_helper.ModelHelper(name="m")
    states = ["h0", "c0", "h1", "c1"][: 2 * layers]
    with core.NameScope("outside"):
        blobs = rnn_cell._LSTM(
            cell, model, core.BlobReference("x"), core.BlobReference("lengths"), [core.BlobReference(s) for s in states], D, [H] * layers,
            "s", outputs_with_grads=[0, 3], static_rnn_unroll_size=T if unrolled else None)
    return model, blobs


@pytest.mark.parametrize("cell", [rnn_cell.LSTMCell, rnn_cell.LayerNormLSTMCell, rnn_cell.MILSTMCell, rnn_cell.LayerNormMILSTMCell])
def test_unrolled_and_recurrent_nets_agree(cell):
    (dynamic, outputs), (static, static_outputs) = build(cell, False), build(cell, True)
    assert list(map(str, dynamic.params)) == list(map(str, static.params))
    run(static, static_outputs)
    values = {name: workspace.FetchBlob(name) for name in map(str, static.params)}
    gradient_checker.NetGradientChecker.CompareNets(
        [dynamic.net, static.net], [outputs, static_outputs], [0, 3], ["x", "h0", "c1", *values], values, threshold=1e-4)


def test_gradient_against_differences():
    model, outputs = build(rnn_cell.LSTMCell, False, layers=2)
    run(model, outputs)
    for name in ("x", "h0", "outside/s/layer_1/gates_t_w"):
        gradient_checker.NetGradientChecker.Check(
            model.net, [outputs[0], outputs[3]], {name: workspace.FetchBlob(name)}, name, step_size=1e-2, threshold=1e-2, print_net=False)


@pytest.mark.parametrize("kind", ["Regular", "Recurrent", "Dot"])
def test_attention_weighs_the_encoder(kind):
    """With one encoder step the context is that step, whatever the weights."""
    workspace.FeedBlob("enc", np.random.default_rng(2).normal(size=(1, N, 5)).astype(np.float32))
    workspace.FeedBlob("context", np.zeros((1, N, 5), np.float32))
    model = model_helper.ModelHelper(name="m")
    blobs = rnn_cell.LSTMWithAttention(
        model, "x", "lengths", "h0", "c0", "context", 5, "enc", None, D, H, "s", attention_type=getattr(AttentionType, kind))
    context = run(model, [blobs[4]])[0]
    np.testing.assert_allclose(context, np.broadcast_to(workspace.FetchBlob("enc"), (T, N, 5)), rtol=1e-6)
    gradient_checker.NetGradientChecker.Check(
        model.net, [blobs[0], blobs[4]], {"x": workspace.FetchBlob("x")}, "x", step_size=1e-2, threshold=1e-2, print_net=False)


def test_memory_optimization_changes_no_gradient():
    nets, outputs = [], []
    for optimized in (False, True):
        model = model_helper.ModelHelper(name="m")
        blobs = rnn_cell.LSTM(model, "x", "lengths", ["h0", "c0"], D, H, "s", memory_optimization=optimized)
        nets.append(model.net)
        outputs.append(blobs[:1])
        run(model, [])
    gradient_checker.NetGradientChecker.CompareNets(nets, outputs, [0], ["x", "s/gates_t_w"])


def test_residual_layers_and_dropout():
    model = model_helper.ModelHelper(name="m")
    cells = [rnn_cell.LSTMCell(D if i == 0 else H, H, 0.0, False, name=f"c{i}") for i in range(2)]
    cell = rnn_cell.MultiRNNCell(cells, residual_output_layers=[1], name="multi")
    dropped = rnn_cell.DropoutCell(cell, dropout_ratio=0.5, name="drop", is_test=True)
    output, states = dropped.apply_over_sequence(model, "x", "lengths", ["h0", "c0", "h1", "c1"])
    got, first, second = run(model, [output, states[0], states[4]])
    np.testing.assert_allclose(got, first + second, rtol=1e-6)


def test_wrong_number_of_states():
    with pytest.raises(Exception, match="Number of initial state values provided doesn't match the number of states. 1 != 2"):
        rnn_cell.LSTM(model_helper.ModelHelper(name="m"), "x", "lengths", ["h0"], D, H, "s")
    with pytest.raises(RuntimeError, match="unknown activation function"):
        rnn_cell.BasicRNNCell(D, H, 0.0, False, activation="sin")
    with pytest.raises(RuntimeError, match="needs a CUDA GPU"):
        rnn_cell.cudnn_LSTM(None, "x", None, D, H, "s")


def test_step_blobs_and_executor_settings():
    model = model_helper.ModelHelper(name="m")
    blobs = rnn_cell.LSTM(model, "x", "lengths", ["h0", "c0"], D, H, "s")
    recurrent.set_rnn_executor_config(model.net.Proto().op[-1], num_threads=2)
    recurrent.set_rnn_executor_config(model.net.Proto().op[-1], num_threads=3)
    assert [arg.i for arg in model.net.Proto().op[-1].arg if arg.name == "rnn_executor.num_threads"] == [3]
    workspace.RunNetOnce(model.param_init_net)
    workspace.CreateNet(model.net)
    workspace.RunNet(model.net)
    names = [name.decode() for name in recurrent.retrieve_step_blobs(model.net, "seen")]
    states = workspace.FetchBlob(blobs[0])
    for t in range(T):
        assert f"seen_s/hidden_state{t}" in names
        np.testing.assert_array_equal(workspace.FetchBlob(f"seen_s/hidden_state{t}").reshape(N, H), states[t])


def test_lstm_parameters_by_gate():
    names = rnn_cell.GetLSTMParamNames()
    model = model_helper.ModelHelper(name="m")
    params = rnn_cell.LSTM(model, "x", "lengths", ["h0", "c0"], D, H, "s", return_params=True)[-1]
    rng = np.random.default_rng(4)
    values = {
        part: {**{n: rng.normal(size=(H, dim)).astype(np.float32) for n in names["weights"]},
               **{n: rng.normal(size=H).astype(np.float32) for n in names["biases"]}}
        for part, dim in (("input", D), ("recurrent", H))
    }
    rnn_cell.InitFromLSTMParams(params, values)
    np.testing.assert_array_equal(workspace.FetchBlob("s/i2h_w")[H: 2 * H], values["input"]["forget_gate_w"])
    np.testing.assert_array_equal(workspace.FetchBlob("s/gates_t_b")[3 * H:], values["recurrent"]["cell_b"])
