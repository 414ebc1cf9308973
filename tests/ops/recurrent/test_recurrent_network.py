"""RecurrentNetwork and its gradient against loops in numpy.

The step: h = tanh(h_prev * w + x_t).
"""

import numpy as np
import pytest
from google.protobuf import text_format

from nets import net, op, run
from netdef import workspace

T, BATCH, SIZE = 5, 2, 3
RNG = np.random.RandomState(0)
X = RNG.randn(T, BATCH, SIZE).astype(np.float32)
W = RNG.randn(SIZE).astype(np.float32)
H0 = RNG.randn(1, BATCH, SIZE).astype(np.float32)

STEP = net(op("Mul", ["h_prev", "w"], ["hw"], broadcast=1), op("Add", ["hw", "x_t"], ["sum"]), op("Tanh", ["sum"], ["h"]),
           name="step", inputs=["h_prev", "x_t", "w", "timestep"], outputs=["h"])
BACKWARD = net(op("TanhGradient", ["h", "h_grad"], ["sum_grad"]), op("Copy", ["sum_grad"], ["x_t_grad"]),
               op("Mul", ["sum_grad", "w"], ["h_prev_grad"], broadcast=1),
               op("Mul", ["sum_grad", "h_prev"], ["product"]),
               op("Reshape", ["product"], ["rows", "_"], shape=[-1, SIZE]), op("ReduceFrontSum", ["rows"], ["w_grad"]),
               name="backward_step", inputs=["h", "h_prev", "x_t", "w", "h_grad", "timestep"])


def arguments(backward=True, **changes):
    args = {
        "step_net": STEP, "recurrent_states": ["states"], "initial_recurrent_state_ids": [1], "timestep": "timestep",
        "link_internal": ["h_prev", "h", "x_t"], "link_external": ["states", "states", "x"], "link_offset": [0, 1, 0],
        "alias_src": ["states", "states"], "alias_dst": ["all", "last"], "alias_offset": [1, -1], "param": [2],
    }
    if backward:
        args |= {
            "backward_step_net": BACKWARD, "param_grads": ["w_grad"], "outputs_with_grads": [0, 1],
            "backward_link_internal": ["h_grad", "h_prev_grad", "x_t_grad"],
            "backward_link_external": ["states_grad", "states_grad", "x_grad"], "backward_link_offset": [1, 0, 0],
        }
    return {**args, **changes}


def forward(**changes):
    return op("RecurrentNetwork", ["x", "h0", "w"], ["all", "last", "scratch"], **arguments(**changes))


def backward(**changes):
    made = op("RecurrentNetworkGradient",
              ["all_grad", "last_grad", "x", "h0", "w", "all", "last", "scratch"], ["x_grad", "w_sum_grad", "h0_grad"],
              **arguments(**changes))
    made.is_gradient_op = True
    return made


def states(h0=H0, x=X):
    all_states = [np.broadcast_to(h0.reshape(-1, h0.shape[-1])[-BATCH:], (BATCH, SIZE)).astype(np.float64)]
    for x_t in x:
        all_states.append(np.tanh(all_states[-1] * W + x_t))
    return np.array(all_states)


def gradients(all_grad, last_grad, h0=H0):
    h = states(h0)
    x_grad, w_grad, carried = np.zeros(X.shape), np.zeros(SIZE), last_grad[0].astype(np.float64)
    for t in reversed(range(T)):
        sum_grad = (carried + all_grad[t]) * (1 - h[t + 1] ** 2)
        x_grad[t], carried = sum_grad, sum_grad * W
        w_grad += (sum_grad * h[t]).sum(0)
    return x_grad, w_grad, carried


FEED = {"x": X, "h0": H0, "w": W}


@pytest.mark.parametrize("keep", [True, False], ids=["with backward", "forward only"])
@pytest.mark.parametrize("executor", [0, 1])
def test_outputs_are_the_states(keep, executor):
    all_, last = run(forward(backward=keep, enable_rnn_executor=executor), feed=FEED, fetch=["all", "last"])
    np.testing.assert_allclose(all_, states()[1:], rtol=1e-5)
    np.testing.assert_allclose(last, states()[-1:], rtol=1e-5)


def test_no_steps_leave_the_initial_value():
    all_, last = run(forward(backward=False), feed={**FEED, "x": X[:0]}, fetch=["all", "last"])
    assert all_.shape == (0, *X.shape[1:])
    np.testing.assert_array_equal(last.ravel(), H0.ravel())


def test_the_step_net_may_be_text():
    made = forward(backward=False, step_net=text_format.MessageToString(STEP))
    np.testing.assert_allclose(run(made, feed=FEED, fetch="all"), states()[1:], rtol=1e-5)


def test_an_argument_without_a_value_is_no_net():
    """As Caffe2's builders write one for a cell that has no backward net."""
    made = forward(backward=False)
    made.arg.add().name = "backward_step_net"
    np.testing.assert_allclose(run(made, feed=FEED, fetch="all"), states()[1:], rtol=1e-5)


@pytest.mark.parametrize("h0", [H0[0, 0], H0[0], H0], ids=["one row for all", "a row each", "three axes"])
def test_shapes_of_the_initial_value_and_gradients(h0):
    all_grad = RNG.randn(T, BATCH, SIZE).astype(np.float32)
    last_grad = RNG.randn(1, BATCH, SIZE).astype(np.float32)
    feed = {**FEED, "h0": h0, "all_grad": all_grad, "last_grad": last_grad}
    all_, x_grad, w_grad, h0_grad = run(forward(), backward(), feed=feed, fetch=["all", "x_grad", "w_sum_grad", "h0_grad"])
    np.testing.assert_allclose(all_, states(h0)[1:], rtol=1e-5)
    for got, expected in zip((x_grad, w_grad), gradients(all_grad, last_grad, h0)):
        np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)
    expected = gradients(all_grad, last_grad, h0)[2]
    np.testing.assert_allclose(h0_grad, expected.sum(0) if h0.ndim == 1 else expected.reshape(h0.shape), rtol=1e-4, atol=1e-5)


def test_the_initial_value_may_be_the_blob_of_the_state():
    made = forward(backward=False)
    made.input[1] = "states"
    all_ = run(made, feed={"x": X, "states": H0[0, 0], "w": W}, fetch="all")
    np.testing.assert_allclose(all_, states(H0[0, 0])[1:], rtol=1e-5)


def test_a_net_runs_again_with_more_steps_and_fewer():
    zeros = {"last_grad": np.zeros((1, BATCH, SIZE), np.float32)}
    run(feed={**FEED, **zeros, "all_grad": np.zeros_like(X)})
    workspace.CreateNet(net(forward(), backward(), name="rnn"))
    for steps in (2, 5, 1, 4):
        x = np.ascontiguousarray(X[:steps])
        workspace.FeedBlob("x", x)
        workspace.FeedBlob("all_grad", np.ones_like(x))
        workspace.RunNet("rnn")
        np.testing.assert_allclose(workspace.FetchBlob("all"), states(x=x)[1:], rtol=1e-5)
        assert workspace.FetchBlob("x_grad").shape == x.shape


def test_several_initial_rows_and_a_window_over_them():
    # The step sees two rows of the states: h = h[t - 1] + h[t - 2] + x.
    step = net(op("ReduceFrontSum", ["window"], ["both"]), op("Add", ["both", "x_t"], ["h"]),
               inputs=["window", "x_t", "timestep"], outputs=["h"])
    h0 = RNG.randn(2, BATCH, SIZE).astype(np.float32)
    made = op("RecurrentNetwork", ["x", "h0"], ["all", "scratch"], step_net=step, recurrent_states=["states"],
              initial_recurrent_state_ids=[1], link_internal=["window", "h", "x_t"],
              link_external=["states", "states", "x"], link_offset=[0, 2, 0], link_window=[2, 1, 1],
              alias_src=["states"], alias_dst=["all"], alias_offset=[2])
    expected = list(h0)
    for x_t in X:
        expected.append(expected[-1] + expected[-2] + x_t)
    np.testing.assert_allclose(run(made, feed={"x": X, "h0": h0}, fetch="all"), expected[2:], rtol=1e-5)


def test_the_step_sees_its_number():
    step = net(op("Cast", ["timestep"], ["number"], to="float"), op("Add", ["h_prev", "number"], ["h"], broadcast=1),
               inputs=["h_prev", "x_t", "timestep"], outputs=["h"])
    made = forward(backward=False, step_net=step)
    np.testing.assert_allclose(run(made, feed={**FEED, "h0": np.zeros_like(H0)}, fetch="all")[:, 0, 0], [0, 1, 3, 6, 10])


def test_gradient_operators():
    from netdef.core import GradientRegistry

    ops, grads = GradientRegistry.GetGradientForOp(forward(), ["all_grad", "last_grad", None])
    assert [o.type for o in ops] == ["RecurrentNetworkGradient"]
    assert list(ops[0].input) == ["all_grad", "last_grad", "x", "h0", "w", "all", "last", "scratch"]
    assert [str(g) for g in grads] == ["x_grad", "h0_grad", "w_grad"]


@pytest.mark.parametrize("changes, words", [
    ({"step_net": "no net"}, "not the text of a net"),
    ({"step_net": ""}, "needs the argument step_net"),
    ({"initial_recurrent_state_ids": [9]}, "input 9 does not exist"),
    ({"initial_recurrent_state_ids": []}, "needs an initial value"),
    ({"link_offset": [0, 1]}, "as many internal blobs"),
    ({"link_offset": [0, 9, 0]}, "not inside"),
    ({"link_window": [1, 1, 0]}, "must be positive"),
    ({"link_external": ["states", "states", "nope"]}, "no blob nope"),
    ({"alias_src": ["nope", "states"]}, "no blob nope"),
    ({"alias_offset": [7, -1]}, "Invalid number of timesteps"),
    ({"alias_offset": [1]}, "one length"),
    ({"step_net": net(op("ConstantFill", [], ["h"], shape=[1, 1]), name="step")}, "wrote blob h"),
    ({"step_net": net(op("CreateCounter", [], ["h"]), name="step")}, "wrong type for the Blob"),
])
def test_errors(changes, words):
    with pytest.raises(RuntimeError, match=words):
        run(forward(backward=False, **changes), feed=FEED)


@pytest.mark.parametrize("feed, words", [
    ({"x": X[:, 0, 0]}, "steps, batch"),
    ({"h0": H0[:, :1]}, "not for a batch of 2"),
    ({"h0": np.zeros((1, 1, 2, 3), np.float32)}, "one to three dimensions"),
])
def test_bad_inputs(feed, words):
    with pytest.raises(RuntimeError, match=words):
        run(forward(backward=False), feed={**FEED, **feed})


def test_a_gradient_without_its_forward_run():
    feed = {**FEED, "all_grad": X, "last_grad": H0, "all": X, "last": H0}
    with pytest.raises(RuntimeError, match="scratch"):
        run(backward(), feed=feed)
