"""Layers build what the real Caffe2 builds; scopes and the registry behave like its."""

import numpy as np
import pytest

import recorded
from netdef import _C, brew, core, model_helper, workspace
from netdef.helpers.arg_scope import get_current_scope
from recorded import brew_cases

RECORDED = recorded.read("brew")


@pytest.mark.parametrize("case", brew_cases.CASES, ids=lambda case: case[0])
def test_builds_what_caffe2_builds(case):
    assert brew_cases.build(case) == RECORDED[case[0]]


def model(**kwargs):
    return model_helper.ModelHelper(name="brewed", **kwargs)


def test_the_model_comes_first():
    with pytest.raises(RuntimeError, match="The first input of helper function should be model"):
        brew.fc("x", "y", 3, 4)
    assert brew.fc(model=model(), blob_in="x", blob_out="y", dim_in=3, dim_out=4) == "y"


@pytest.mark.parametrize("layer, inputs, arguments, expected", [
    ("dropout", "x", {"is_test": 0}, ["gpu/y", "_gpu/y_mask"]),
    ("concat", ["x", "x"], {}, ["gpu/y", "_gpu/y_concat_dims"]),
    ("lrn", "x", {}, ["gpu/y", "_gpu/y_scale"]),
])
def test_outputs_named_after_a_blob_of_a_scope_keep_its_scope(layer, inputs, arguments, expected):
    brewed = model()
    with core.NameScope("gpu"):
        blob = core.ScopedBlobReference("y")
        getattr(brew, layer)(brewed, inputs, blob, **arguments)
        getattr(brew, layer)(brewed, inputs, "z", **arguments)
    made, named = brewed.net.Proto().op
    assert list(made.output) == expected
    assert list(named.output) == [name.replace("_gpu/", "gpu/_").replace("y", "z", 1) for name in expected]


def test_cudnn_excludes_other_engines():
    with pytest.raises(ValueError, match="but use_cudnn is False"):
        brew.conv(model_helper.ModelHelper(), "x", "y", 1, 1, 3, use_cudnn=False, engine="CUDNN")
    with pytest.raises(ValueError, match="the only engine you can specify"):
        brew.conv(model(), "x", "y", 3, 4, 5, engine="NNPACK")


def test_conv_takes_two_kernel_sizes_conv_nd_any_number():
    with pytest.raises(AssertionError, match="2D kernel"):
        brew.conv(model(), "x", "y", 3, 4, [1, 2, 3])
    m = model()
    brew.conv_nd(m, "x", "y", 3, 4, [1, 2, 3])
    assert list(m.param_init_net.Proto().op[0].arg[0].ints) == [4, 3, 1, 2, 3]
    with pytest.raises(AssertionError, match="NCHW"):
        brew.conv_nd(model(arg_scope={"order": "NHWC"}), "x", "y", 3, 4, [1, 2, 3])


def test_transform_inputs_may_add_some():
    m = model()
    brew.conv(m, "x", "y", 3, 4, 5, transform_inputs=lambda m, out, inputs: inputs.append(out + "_more"))
    assert list(m.net.Proto().op[0].input) == ["x", "y_w", "y_b", "y_more"]


def test_a_layer_called_again_shares_its_parameters():
    m = model()
    brew.fc(m, "x", "y", 3, 4)
    brew.fc(m, "x2", "y", 3, 4)
    assert len(m.param_init_net.Proto().op) == 2 and m.params == ["y_w", "y_b"]
    with pytest.raises(AssertionError, match="exists with the shape"):
        brew.fc(m, "x3", "y", 5, 4)


def test_dropout_needs_is_test():
    with pytest.raises(AssertionError, match="Argument 'is_test' is required"):
        brew.dropout(model(), "x", "y")


def test_accuracy_on_a_gpu_copies_for_top_k():
    m = model()
    with core.DeviceScope(core.DeviceOption(1, 1)):
        brew.accuracy(m, ["x", "label"], "y", top_k=3)
    assert [(op.type, op.device_option.device_type) for op in m.net.Proto().op] == [
        ("CopyGPUToCPU", 1), ("CopyGPUToCPU", 1), ("Accuracy", 0)]


def test_weight_decay_adds_to_gradients():
    m = model()
    brew.fc(m, "x", "y", 3, 4)
    m.AddGradientOperators(["y"])
    brew.add_weight_decay(m, 0.0)
    assert m.net.Proto().op[-1].type == "FCGradient"
    brew.add_weight_decay(m, 0.1)
    op = m.net.Proto().op[-1]
    assert (op.type, list(op.input), list(op.output)) == ("WeightedSum", ["y_w_grad", "ONE", "y_w", "wd"], ["y_w_grad"])


def test_arg_scope_supplies_defaults():
    with brew.arg_scope([brew.fc, brew.conv], weight_init=("MSRAFill", {})):
        with brew.arg_scope(brew.fc, bias_init=("GaussianFill", {})):
            m = model()
            brew.fc(m, "x", "y", 3, 4)
            brew.fc(m, "x", "z", 3, 4, bias_init=("UniformFill", {}))
        assert "bias_init" not in get_current_scope()["fc"]
    assert get_current_scope() == {}
    assert [op.type for op in m.param_init_net.Proto().op] == ["MSRAFill", "GaussianFill", "MSRAFill", "UniformFill"]


def test_arg_scope_takes_functions():
    with pytest.raises(AssertionError, match="single or a list of helper functions"):
        brew.arg_scope("fc", weight_init=None).__enter__()
    with pytest.raises(AssertionError, match="a list of callable"):
        brew.arg_scope(["fc"], weight_init=None).__enter__()


def test_own_layers_get_what_they_take():
    def brewed_some(model, a, use_cudnn=None, order=None):
        return a, use_cudnn, order

    def brewed_all(model, a, **kwargs):
        return a, kwargs

    for layer in (brewed_some, brewed_all):
        assert not brew.has_helper(layer)
        brew.Register(layer)
        assert brew.has_helper(layer) and brew.has_helper(layer.__name__)
    with pytest.raises(AttributeError, match="already exists"):
        brew.Register(brewed_some)
    m = model(arg_scope={"order": "NHWC", "own": 1})
    assert brew.brewed_some(m, 3) == (3, True, "NHWC")
    assert brew.brewed_all(m, 3, own=2) == (3, {"use_cudnn": True, "cudnn_exhaustive_search": False, "order": "NHWC", "own": 2})


def test_every_operator_is_a_layer_with_its_own_documentation():
    m = model(arg_scope={"order": "NHWC"})
    assert brew.sigmoid(m, "x", "y") == "y" and m.net.Proto().op[-1].type == "Sigmoid"
    assert _C.OpSchema.get("Sigmoid", "").doc.strip() in brew.sigmoid.__doc__
    assert not brew.has_helper("sigmoid")
    with pytest.raises(AttributeError, match="Helper function nope not registered"):
        brew.nope


def test_what_layers_build_runs():
    m = model_helper.ModelHelper(name="lenet")
    brew.conv(m, "data", "conv", 1, 4, 3, pad=1)
    brew.relu(m, "conv", "conv")
    brew.max_pool(m, "conv", "pool", kernel=2, stride=2)
    brew.fc(m, "pool", "pred", 4 * 4 * 4, 10)
    brew.softmax(m, "pred", "softmax")
    workspace.RunNetOnce(m.param_init_net)
    workspace.FeedBlob("data", np.ones((2, 1, 8, 8), np.float32))
    workspace.RunNetOnce(m.net)
    softmax = workspace.FetchBlob("softmax")
    np.testing.assert_allclose(softmax.sum(1), np.ones(2), rtol=1e-5)
    np.testing.assert_allclose(softmax[0], softmax[1], rtol=1e-5)
