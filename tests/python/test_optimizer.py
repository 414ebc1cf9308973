"""Optimizers: the operators they add are those of the real Caffe2, and models trained by them go its way."""

import numpy as np
import pytest

import recorded
from netdef import brew, core, model_helper, optimizer, optimizer_context, scope, workspace
from netdef.modeling.initializers import PseudoFP16Initializer
from recorded import optimizer_cases

RECORDED = recorded.read("optimizer")


FOR_GPUS_ALONE = {"FP32MomentumSGDUpdate"}  # of the operators that Caffe2's optimizers add


@pytest.mark.parametrize("case", optimizer_cases.CASES, ids=lambda case: case[0])
def test_adds_what_caffe2_adds(case):
    expected = RECORDED[case[0]]
    types = {op[0] for net in ("init", "net") for op in expected.get(net, {"ops": []})["ops"]}
    assert optimizer_cases.build(case) == ({"error": "AttributeError"} if types & FOR_GPUS_ALONE else expected)


def ops(net):
    return [(op.type, list(op.input), list(op.output)) for op in net.Proto().op]


def half_precision():
    m = model_helper.ModelHelper(name="half")
    brew.fc(m, "x", "fc", 3, 2, WeightInitializer=PseudoFP16Initializer, BiasInitializer=PseudoFP16Initializer)
    m.AddGradientOperators(["fc"])
    return m


def test_multi_precision_updates_the_float_copy():
    m = half_precision()
    start = len(m.net.Proto().op)
    optimizer.build_multi_precision_sgd(m, 0.1, momentum=0.9)
    added = [op for op in ops(m.net)[start:] if "fc_w" in op[2] or "fc_w_fp32" in op[2] or "fc_w_grad_fp32" in op[2]]
    assert [op[0] for op in added] == ["HalfToFloat", "MomentumSGDUpdate", "FloatToHalf"]
    assert added[1][1][0] == "fc_w_grad_fp32" and added[1][1][3] == "fc_w_fp32" and added[2][1:] == (["fc_w_fp32"], ["fc_w"])


def test_called_for_one_parameter():
    m = model_helper.ModelHelper(name="one")
    sgd = optimizer.SgdOptimizer(base_learning_rate=0.1)
    sgd(m.net, m.param_init_net, core.BlobReference("w"), core.BlobReference("g"))
    sgd(m.net, m.param_init_net, "w2", core.BlobReference("g2"))
    assert [op[1][0] for op in ops(m.net) if op[0] == "WeightedSum"] == ["w", "w2"]
    with pytest.raises(AssertionError, match="Expected parameter to be of type ParameterInfo"):
        sgd(m.net, m.param_init_net, core.BlobReference("w"))


def test_instances_are_numbered_by_class():
    optimizer._optimizer_instance_count.clear()
    first, second, other = optimizer.SgdOptimizer(), optimizer.SgdOptimizer(), optimizer.AdamOptimizer()
    assert [o.get_cpu_blob_name("lr") for o in (first, second, other)] == [
        "SgdOptimizer_0_lr_cpu", "SgdOptimizer_1_lr_cpu", "AdamOptimizer_0_lr_cpu"]
    with scope.DeviceScope(core.DeviceOption(1, 2, node_name="node")):
        assert second.make_unique_blob_name("lr") == "SgdOptimizer_1_lrnode_gpu2"


def test_learning_rates_scale():
    for made in (optimizer.SgdOptimizer(0.1), optimizer.AdagradOptimizer(0.1), optimizer.AdamOptimizer(0.1)):
        made.scale_learning_rate(0.5)
        assert 0.05 in made.attributes.values()
    with pytest.raises(NotImplementedError, match="scale_learning_rate"):
        optimizer.WeightDecayBuilder(0.1).scale_learning_rate(0.5)


def test_a_parameter_may_have_its_own():
    for arguments, expected in (({}, ["Adagrad", "WeightedSum"]), ({"weights_only": True}, ["Adagrad"]),
                                ({"use_param_info_optim": False}, ["WeightedSum", "WeightedSum"])):
        m = model_helper.ModelHelper(name="own")
        with optimizer_context.UseOptimizer({"WEIGHT": optimizer.AdagradOptimizer(0.3)}):
            brew.fc(m, "x", "fc", 3, 2)
        m.AddGradientOperators(["fc"])
        optimizer._build(m, optimizer.SgdOptimizer(0.1), **arguments)
        types = [op.type for op in m.net.Proto().op]
        assert [op_type for op_type in types if op_type in ("Adagrad", "WeightedSum")] == expected
        assert types.count("AtomicIter") == 1


def test_sparse_gradients_are_refused_where_they_cannot_be():
    for build, arguments in ((optimizer.build_rms_prop, {"base_learning_rate": 0.1}), (optimizer.build_yellowfin, {}),
                             (optimizer.build_fp16_sgd, {"base_learning_rate": 0.1})):
        with pytest.raises(AssertionError, match="support sparse gradients"):
            build(optimizer_cases._sparse("refused"), **arguments)
    with pytest.raises(AssertionError, match="gradient must be a gradientslice"):
        optimizer.build_adagrad(optimizer_cases._dense("refused"), 0.1, rowWise=True)
    with pytest.raises(AssertionError, match="Decay is not implemented for SparseAdagrad"):
        optimizer.build_adagrad(optimizer_cases._sparse("refused"), 0.1, decay=0.9)


def test_pruning_options_must_be_complete():
    with pytest.raises(AssertionError, match="db path, db type, and blob name are all needed"):
        optimizer.AdagradOptimizer(pruning_options={"mask_db_path": "p"})
    with pytest.raises(AssertionError, match="should be of the same length"):
        optimizer.AdagradOptimizer(pruning_options={"prune_delays": [1]})


def test_devices_of_parameters():
    where = optimizer.get_param_device
    grad, slices = core.BlobReference("g"), core.GradientSlice(core.BlobReference("i"), core.BlobReference("v"))
    assert where("w", grad, {"w": 1, "g": 2}) == 1 and where("w", grad, {"g": 2}, 5) == 2 and where("w", grad, {}, 5) == 5
    assert where("w", slices, {"i": 1, "v": 2}) == 1 and where("w", slices, {"v": 2}) == 2
    with pytest.raises(AssertionError, match="Cannot infer device for w"):
        where("w", grad)


def test_learning_rate_injection():
    m = optimizer_cases._dense("injected")
    optimizer.build_sgd(m, 0.1, allow_lr_injection=True)
    workspace.RunNetOnce(m.param_init_net)
    assert optimizer.get_lr_injection() == [1.0]
    optimizer.set_lr_injection(0.5)
    assert optimizer.get_lr_injection() == [0.5]


class TestTraining:
    """One step against the formula, from random values; several steps lower the loss."""

    W, G, LR = np.float32([[0.3, -0.2], [0.5, 0.7]]), np.float32([[0.1, -0.3], [0.2, 0.0]]), 0.1

    def step(self, make, grad=None, **feeds):
        m = model_helper.ModelHelper(name="step")
        w = m.param_init_net.GivenTensorFill([], "w", shape=[2, 2], values=self.W.flatten().tolist())
        make(m.net, m.param_init_net, w, core.BlobReference("g") if grad is None else grad)
        workspace.RunNetOnce(m.param_init_net)
        workspace.FeedBlob("g", self.G)
        for name, value in feeds.items():
            workspace.FeedBlob(name, value)
        workspace.RunNetOnce(m.net)
        return workspace.FetchBlob("w")

    def test_sgd(self):
        np.testing.assert_allclose(self.step(optimizer.SgdOptimizer(self.LR)), self.W - self.LR * self.G, rtol=1e-6)

    def test_momentum(self):
        plain = self.step(optimizer.SgdOptimizer(self.LR, momentum=0.9, nesterov=False))
        np.testing.assert_allclose(plain, self.W - self.LR * self.G, rtol=1e-6)
        nesterov = self.step(optimizer.SgdOptimizer(self.LR, momentum=0.9))
        np.testing.assert_allclose(nesterov, self.W - self.LR * 1.9 * self.G, rtol=1e-6)

    def test_adagrad(self):
        stepped = self.step(optimizer.AdagradOptimizer(self.LR, epsilon=1e-4))
        np.testing.assert_allclose(stepped, self.W - self.LR * self.G / (np.abs(self.G) + 1e-4), rtol=1e-5)

    def test_adam(self):
        stepped = self.step(optimizer.AdamOptimizer(self.LR))
        # the counter has counted before Adam reads it, and Adam takes the next number: its first step is number 2
        m, v, correction = 0.1 * self.G, 0.001 * self.G**2, np.sqrt(1 - 0.999**2) / (1 - 0.9**2)
        np.testing.assert_allclose(stepped, self.W - self.LR * correction * m / (np.sqrt(v) + 1e-8), rtol=1e-4)

    def test_sparse_sgd(self):
        slices = core.GradientSlice(core.BlobReference("rows"), core.BlobReference("g"))
        stepped = self.step(optimizer.SgdOptimizer(self.LR), slices, rows=np.int64([1, 1]))
        expected = self.W.copy()
        expected[1] -= self.LR * self.G.sum(0)
        np.testing.assert_allclose(stepped, expected, rtol=1e-6)

    @pytest.mark.parametrize("build, arguments", [
        (optimizer.build_sgd, {"base_learning_rate": 0.1}), (optimizer.build_sgd, {"base_learning_rate": 0.05, "momentum": 0.9}),
        (optimizer.build_adagrad, {"base_learning_rate": 0.3}), (optimizer.build_adam, {"base_learning_rate": 0.1}),
        (optimizer.build_rms_prop, {"base_learning_rate": 0.05}), (optimizer.build_wngrad, {"base_learning_rate": 30.0}),
        (optimizer.build_ftrl, {"alpha": 0.5}), (optimizer.build_sgd, {"base_learning_rate": 0.1, "max_gradient_norm": 1.0}),
    ], ids=lambda value: getattr(value, "__name__", None) or "_".join(value))
    def test_learns_a_plane(self, build, arguments):
        random = np.random.RandomState(1)
        x = random.randn(64, 3).astype(np.float32)
        m = model_helper.ModelHelper(name="plane")
        brew.fc(m, "x", "y", 3, 1)
        m.net.SquaredL2Distance(["y", "target"], "distance")
        m.net.AveragedLoss("distance", "loss")
        m.AddGradientOperators(["loss"])
        build(m, **arguments)
        workspace.RunNetOnce(m.param_init_net)
        workspace.FeedBlob("x", x)
        workspace.FeedBlob("target", x @ np.float32([[1.0], [-2.0], [0.5]]) + 0.3)
        workspace.CreateNet(m.net)
        workspace.RunNet(m.net)
        first = float(workspace.FetchBlob("loss"))
        workspace.RunNet(m.net, 200)
        assert float(workspace.FetchBlob("loss")) < 0.1 * first
