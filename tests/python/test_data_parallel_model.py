"""Replicas train as one model on the whole batch does."""

import numpy as np
import pytest

from netdef import core, data_parallel_model, model_helper, workspace


def build(devices, **options):
    """A linear model with squared loss; each replica takes its part of `data` and `label`."""
    workspace.ResetWorkspace()
    model = model_helper.ModelHelper(name="replicas")

    def forward(model, loss_scale):
        weight = model.create_param("w", [1, 3], initializer=_constant(0.5))
        bias = model.create_param("b", [1], initializer=_constant(0.0))
        y = model.net.FC(["data", weight, bias], "y")
        loss = model.net.AveragedLoss(model.net.SquaredL2Distance([y, "label"], "distance"), "loss")
        return [model.net.Scale(loss, "scaled", scale=loss_scale)]

    def update(model):
        one = model.param_init_net.ConstantFill([], "ONE", shape=[1], value=1.0)
        rate = model.param_init_net.ConstantFill([], "LR", shape=[1], value=-0.1)
        for param in model.GetParams():
            model.net.WeightedSum([param, one, model.param_to_grad[param], rate], param)

    data_parallel_model.Parallelize_CPU(
        model, lambda model: None, forward, update, devices=devices, **options)
    return model


def _constant(value):
    from netdef.modeling.initializers import Initializer

    return Initializer("ConstantFill", value=value)


def train(model, data, label, steps=5):
    workspace.RunNetOnce(model.param_init_net)
    created = False
    for _ in range(steps):
        for device, x, y in zip(model._devices, np.split(data, len(model._devices)), np.split(label, len(model._devices))):
            workspace.FeedBlob(f"cpu_{device}/data", x)
            workspace.FeedBlob(f"cpu_{device}/label", y)
        if not created:
            workspace.CreateNet(model.net)
            created = True
        workspace.RunNet(model.net)
    return workspace.FetchBlob(f"cpu_{model._devices[0]}/w")


def expected(data, label, steps=5):
    """The same gradient descent in numpy: loss = mean of (y - label)^2 / 2."""
    w, b = np.full((1, 3), 0.5, np.float64), np.zeros(1)
    for _ in range(steps):
        difference = data @ w.T + b - label
        w -= 0.1 * (difference.T @ data) / len(data)
        b -= 0.1 * difference.mean(axis=0)
    return w


@pytest.mark.parametrize("devices", [[0], [0, 1], [2, 5, 7, 1]])
@pytest.mark.parametrize("shared_model", [False, True])
def test_the_number_of_replicas_does_not_matter(devices, shared_model):
    random = np.random.default_rng(1)
    data = random.normal(size=(16, 3)).astype(np.float32)
    label = random.normal(size=(16, 1)).astype(np.float32)
    weights = train(build(devices, shared_model=shared_model), data, label)
    np.testing.assert_allclose(weights, expected(data, label), rtol=1e-4, atol=1e-5)


def test_checkpoints_hold_the_first_replica_and_reach_the_others():
    model = build([1, 2])
    workspace.RunNetOnce(model.param_init_net)
    names = {str(blob) for blob in data_parallel_model.GetCheckpointParams(model)}
    assert names == {"cpu_1/w", "cpu_1/b", "cpu_1/ONE", "cpu_1/LR"}
    workspace.FeedBlob("cpu_1/w", np.full((1, 3), 7, np.float32))
    data_parallel_model.FinalizeAfterCheckpoint(model)
    np.testing.assert_array_equal(workspace.FetchBlob("cpu_2/w"), np.full((1, 3), 7))


def test_a_predictor_has_names_without_scope():
    model = build([0, 1])
    net, others = data_parallel_model.ExtractPredictorNet(model, ["data"], ["y"], core.DeviceOption(0))
    assert list(net.Proto().op[-1].output) == ["y"] and sorted(others) == ["cpu_0/b", "cpu_0/w"]


def test_block_momentum_of_equal_replicas_is_plain_training():
    """Replicas that see the same data agree; with rate 1 and no momentum the block update changes nothing."""
    workspace.ResetWorkspace()
    model = model_helper.ModelHelper(name="blocks")

    def forward(model, loss_scale):
        w = model.create_param("w", [2], initializer=_constant(1.0))
        loss = model.net.SumElements(model.net.Mul([w, w], "square"), "loss")
        return [model.net.Scale(loss, "scaled", scale=0.5)]

    def update(model):
        one = model.param_init_net.ConstantFill([], "ONE", shape=[1], value=1.0)
        rate = model.param_init_net.ConstantFill([], "LR", shape=[1], value=-0.5)
        for param in model.GetParams():
            model.net.WeightedSum([param, one, model.param_to_grad[param], rate], param)

    data_parallel_model.Parallelize_CPU_BMUF(model, lambda model: None, forward, update, devices=[0, 1], block_momentum=0.0)
    data_parallel_model.RunInitNet(model)
    data_parallel_model.RunNet(model, 3)
    for device in (0, 1):
        np.testing.assert_allclose(workspace.FetchBlob(f"cpu_{device}/w"), [0.125, 0.125])


@pytest.mark.parametrize("options, error, words", [
    ({"cpu_device": False}, RuntimeError, "no GPUs: use Parallelize_CPU"),
    ({"cpu_device": True, "rendezvous": {"num_shards": 2}}, RuntimeError, "several machines"),
])
def test_what_is_not_there_is_said(options, error, words):
    with pytest.raises(error, match=words):
        data_parallel_model.Parallelize(model_helper.ModelHelper(name="m"), None, None, **options)


def test_no_device_scope_around():
    with core.DeviceScope(core.DeviceOption(1, 0)), pytest.raises(AssertionError, match="without device-scope"):
        data_parallel_model.Parallelize_CPU(model_helper.ModelHelper(name="m"), None, None)
