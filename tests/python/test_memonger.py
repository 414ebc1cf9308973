"""Nets with fewer blobs compute what they computed before."""

import numpy as np
import pytest

from netdef import brew, core, memonger, model_helper, rnn_cell, workspace

pytest.importorskip("networkx")


def blobs(proto):
    return {name for op in proto.op for name in (*op.input, *op.output)}


@pytest.fixture
def model():
    workspace.ResetWorkspace()
    m = model_helper.ModelHelper(name="deep")
    x = "data"
    for i in range(5):
        x = brew.relu(m, brew.fc(m, x, f"fc{i}", 4, 4), f"relu{i}")
    brew.sum(m, [x, "relu1"], "both")
    m.net.AveragedLoss(m.net.SquaredL2Distance(["both", "target"], "distance"), "loss")
    m.AddGradientOperators(["loss"])
    rng = np.random.default_rng(5)
    for name in ("data", "target"):
        workspace.FeedBlob(name, rng.normal(size=(3, 4)).astype(np.float32))
    workspace.RunNetOnce(m.param_init_net)
    return m


def results(model, net):
    workspace.RunNetOnce(net)
    return [workspace.FetchBlob(name) for name in ("loss", *map(str, model.param_to_grad.values()))]


@pytest.mark.parametrize("share_activations", [False, True])
@pytest.mark.parametrize("net_type", ["simple", "dag"])
def test_gradients_stay(model, share_activations, net_type):
    model.net.Proto().type = net_type
    model.net.Proto().num_workers = 4
    before = results(model, model.net)
    shared = memonger.share_grad_blobs(
        model.net, ["loss"], set(model.param_to_grad.values()), "", share_activations=share_activations)
    assert len(blobs(shared)) < len(blobs(model.net.Proto()))
    for expected, got in zip(before, results(model, shared)):
        np.testing.assert_array_equal(got, expected)
    assert memonger.verify_graph_equality(model.net.Proto(), shared)
    assert memonger.verify_inplace_blobs(model.net.Proto(), shared)


@pytest.mark.parametrize("algo", list(memonger.AssignmentAlgorithm))
def test_interference(model, algo):
    kept = ["data", "target", "loss", *map(str, model.params), *map(str, model.param_to_grad.values())]
    before = results(model, model.net)
    sizes = memonger.collect_blob_sizes(model.net.Proto())
    # the exhaustive search is for small nets: one layer's gradients are enough here
    found = memonger.optimize_interference(
        model.net.Proto(), kept, memonger.topological_sort_traversal_longest_path, sizes, algo)
    for expected, got in zip(before, results(model, found.net)):
        np.testing.assert_array_equal(got, expected)
    stats = memonger.compute_statistics(found.assignments)
    assert stats.optimized_nbytes < stats.baseline_nbytes == sum(sizes.values())


def test_parallel_branches_do_not_share():
    net = core.Net("branches")
    for branch in "ab":
        x = net.Relu("x", branch + "0")
        for i in range(3):
            x = net.Sigmoid(x, f"{branch}{i + 1}")
    net.Sum(["a3", "b3"], "out")
    shared = memonger.optimize_inference_for_dag(net, ["x"], "")
    names = [list(op.output)[0] for op in shared.op]
    assert not set(names[:4]) & set(names[4:8])  # either branch may run while the other does
    fast = memonger.optimize_inference_fast(net.Proto(), ["x", "out"])
    assert len(blobs(fast)) < len(blobs(shared)) < len(blobs(net.Proto()))


def test_best_assignment_beats_the_greedy_one():
    ranges = [("a", memonger.LiveRange(1, 2, 10)), ("b", memonger.LiveRange(4, 6, 1)), ("c", memonger.LiveRange(5, 6, 10))]
    best = memonger.compute_assignments_dp(ranges, [])
    assert memonger.get_memory_usage(best) == 11
    with pytest.raises(AssertionError, match="c is written at 5"):
        memonger.verify_assignments([ranges[1:]])


def test_release(model):
    net = memonger.release_blobs_when_used(model.net.Proto(), {"loss"}, lambda name: name != "relu0")
    freed = [op.output[0] for op in net.op if op.type == "Free"]
    assert len(freed) == len(set(freed)) and "fc1" in freed and not {"relu0", "loss", "data"} & set(freed)
    for i, op in enumerate(net.op):
        if op.type == "Free":
            assert all(op.output[0] not in (*later.input, *later.output) for later in net.op[i + 1:])
    workspace.RunNetOnce(net)


def test_recurrent_gradients_are_renamed():
    workspace.ResetWorkspace()
    m = model_helper.ModelHelper(name="rnn")
    hidden = rnn_cell.LSTM(m, "input", "lengths", None, 3, 4, scope="lstm")[0]
    m.net.AveragedLoss(m.net.Sqr(hidden, "squares"), "loss")
    m.AddGradientOperators(["loss"])
    workspace.FeedBlob("input", np.random.default_rng(0).normal(size=(5, 2, 3)).astype(np.float32))
    workspace.FeedBlob("lengths", np.array([5, 3], np.int32))
    workspace.RunNetOnce(m.param_init_net)
    before = results(m, m.net)
    shared = memonger.share_grad_blobs(m.net, ["loss"], set(m.param_to_grad.values()), "")
    assert len(blobs(shared)) < len(blobs(m.net.Proto()))
    for expected, got in zip(before, results(m, shared)):
        np.testing.assert_array_equal(got, expected)
