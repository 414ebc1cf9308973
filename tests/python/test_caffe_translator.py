"""Caffe models, written here as Caffe writes them, against Caffe's formulas in numpy."""

import subprocess
import sys

import numpy as np
import pytest

from netdef import caffe_translator, workspace
from netdef._impl.caffe_translator.reading import parse_prototxt
from netdef.proto import caffe2_pb2, caffe_pb2

NET = """
name: "small"
input: "data" input_dim: 2 input_dim: 3 input_dim: 7 input_dim: 6
layer { name: "data" type: "Data" top: "data" include { phase: TRAIN } transform_param { mirror: true } }
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" param { lr_mult: 1 }
        convolution_param { num_output: 4 kernel_size: 3 pad: 1 stride: 2 weight_filler { type: "xavier" } } }
layer { name: "bn" type: "BatchNorm" bottom: "conv" top: "bn" batch_norm_param { eps: 0.001 } }
layer { name: "scale" type: "Scale" bottom: "bn" top: "bn" scale_param { bias_term: true } }
layer { name: "relu" type: "ReLU" bottom: "bn" top: "bn" relu_param { negative_slope: 0.1 } }
layer { name: "pool" type: "Pooling" bottom: "bn" top: "pool" pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
layer { name: "drop" type: "Dropout" bottom: "pool" top: "pool" }
layer { name: "fc" type: "InnerProduct" bottom: "pool" top: "fc" inner_product_param { num_output: 5 } }
layer { name: "prob" type: "Softmax" bottom: "fc" top: "prob" }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "fc" bottom: "label" top: "loss" include { phase: TRAIN } }
"""


def weights():
    random = np.random.default_rng(3)
    return {
        "conv": [random.normal(size=(4, 3, 3, 3)), random.normal(size=4)],
        "bn": [random.normal(size=4), random.uniform(1, 2, size=4), np.array([2.0])],
        "scale": [random.normal(size=4), random.normal(size=4)],
        "fc": [random.normal(size=(5, 4 * 2 * 2)), random.normal(size=5)],
    }


def model(blobs, old_shapes=False):
    net = caffe_pb2.NetParameter()
    for name, arrays in blobs.items():
        layer = net.layer.add(name=name)
        for array in arrays:
            blob = layer.blobs.add(data=array.flatten())
            if old_shapes:
                blob.num, blob.channels, blob.height, blob.width = [1] * (4 - array.ndim) + list(array.shape)
            else:
                blob.shape.dim.extend(array.shape)
    return net


def expected(x, blobs):
    """The net by Caffe's formulas."""
    w, b = blobs["conv"]
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    height, width = (x.shape[2] + 2 - 3) // 2 + 1, (x.shape[3] + 2 - 3) // 2 + 1
    y = np.empty((len(x), 4, height, width))
    for i in range(height):
        for j in range(width):
            y[:, :, i, j] = np.tensordot(padded[:, :, 2 * i:2 * i + 3, 2 * j:2 * j + 3], w, axes=([1, 2, 3], [1, 2, 3])) + b
    mean, variance, factor = blobs["bn"]
    per_channel = lambda v: np.reshape(v, (1, -1, 1, 1))  # noqa: E731
    y = (y - per_channel(mean / factor)) / np.sqrt(per_channel(variance / factor) + 0.001)
    y = y * per_channel(blobs["scale"][0]) + per_channel(blobs["scale"][1])
    y = np.where(y > 0, y, 0.1 * y)
    rows, columns = -(-(height - 2) // 2) + 1, -(-(width - 2) // 2) + 1  # Caffe rounds up
    pooled = np.array([[y[:, :, 2 * i:2 * i + 2, 2 * j:2 * j + 2].max(axis=(2, 3)) for j in range(columns)] for i in range(rows)])
    features = pooled.transpose(2, 3, 0, 1).reshape(len(x), -1)
    logits = features @ blobs["fc"][0].T + blobs["fc"][1]
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def predict(init_net, net, x):
    workspace.ResetWorkspace()
    workspace.RunNetOnce(init_net)
    workspace.FeedBlob("data", x)
    workspace.RunNetOnce(net)
    return workspace.FetchBlob("prob")


@pytest.fixture
def x():
    return np.random.default_rng(4).normal(size=(2, 3, 7, 6)).astype(np.float32)


@pytest.mark.parametrize("remove_legacy_pad", [False, True])
def test_a_model_computes_what_caffe_does(x, remove_legacy_pad):
    net, params = caffe_translator.TranslateModel(
        parse_prototxt(NET), model(weights()), is_test=True, remove_legacy_pad=remove_legacy_pad, input_dims=[2, 3, 7, 6])
    init_net = caffe_translator.ConvertTensorProtosToInitNet(params, "data")
    assert any(arg.name == "legacy_pad" for op in net.op for arg in op.arg) is not remove_legacy_pad
    np.testing.assert_allclose(predict(init_net, net, x), expected(x, weights()), rtol=1e-4, atol=1e-6)


def test_layers_of_old_files(x):
    """Files from before 2014: numbered types, blobs of four dimensions."""
    text = """input: "data"
        layers { name: "fc" type: INNER_PRODUCT bottom: "data" top: "fc" blobs_lr: 1 inner_product_param { num_output: 5 } }
        layers { name: "act" type: RELU bottom: "fc" top: "fc" }
        layers { name: "prob" type: SOFTMAX bottom: "fc" top: "prob" }"""
    w, b = np.random.default_rng(5).normal(size=(5, 126)), np.arange(5.0)
    net, params = caffe_translator.TranslateModel(parse_prototxt(text), model({"fc": [w, b]}, old_shapes=True), is_test=True)
    logits = np.maximum(x.reshape(2, -1) @ w.T + b, 0)
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    found = predict(caffe_translator.ConvertTensorProtosToInitNet(params, "data"), net, x)
    np.testing.assert_allclose(found, e / e.sum(axis=1, keepdims=True), rtol=1e-4)


def test_phases_choose_layers():
    train, _ = caffe_translator.TranslateModel(parse_prototxt(NET), model(weights()), is_test=False)
    types = [op.type for op in train.op]
    assert types[-3:] == ["Softmax", "LabelCrossEntropy", "AveragedLoss"]
    test, _ = caffe_translator.TranslateModel(parse_prototxt(NET), model(weights()), is_test=True)
    assert [op.type for op in test.op][-1] == "Softmax" and "AveragedLoss" not in [op.type for op in test.op]


def test_a_translator_of_ones_own():
    @caffe_translator.TranslatorRegistry.Register("Twice")
    def twice(layer, pretrained_blobs, is_test, **kwargs):
        op = caffe_translator.BaseTranslate(layer, "Scale")
        caffe_translator.AddArgument(op, "scale", 2.0)
        return op, []

    net, _ = caffe_translator.TranslateModel(
        parse_prototxt('layer { name: "t" type: "Twice" bottom: "x" top: "y" }'), caffe_pb2.NetParameter())
    workspace.FeedBlob("x", np.array([1.5], np.float32))
    workspace.RunNetOnce(net.__class__.FromString(net.SerializeToString()) if net.name else _named(net))
    np.testing.assert_array_equal(workspace.FetchBlob("y"), [3.0])


@pytest.mark.parametrize("axis", [-1, -2])
def test_reduction_of_the_last_axes(axis):
    text = f'layer {{ name: "r" type: "Reduction" bottom: "x" top: "y" reduction_param {{ axis: {axis} operation: MEAN }} }}'
    net, _ = caffe_translator.TranslateModel(parse_prototxt(text), caffe_pb2.NetParameter())
    x = np.random.default_rng(0).normal(size=(2, 3, 4)).astype(np.float32)
    workspace.FeedBlob("x", x)
    workspace.RunOperatorOnce(net.op[0])
    np.testing.assert_allclose(workspace.FetchBlob("y"), x.mean(axis=tuple(range(axis, 0))), rtol=1e-5, atol=1e-6)


def _named(net):
    named = caffe2_pb2.NetDef()
    named.CopyFrom(net)
    named.name = "twice"
    return named


@pytest.mark.parametrize("text, error, words", [
    ('layer { name: "x" type: "Nothing" }', KeyError, "No translator registered for layer"),
    ('name: "empty"', ValueError, "has no layers"),
    ('layer { name: "p" type: "Pooling" bottom: "x" top: "y" pooling_param { pool: STOCHASTIC kernel_size: 2 } }', ValueError, "stochastic"),
    ('layer { name: "f" type: "InnerProduct" bottom: "x" top: "y" }', ValueError, "needs 2 pretrained blobs"),
    ('layer { name: "r" type: "Reduction" bottom: "x" top: "y" reduction_param { axis: 1 } }', NotImplementedError, "got axis 1"),
])
def test_what_cannot_be_translated_is_said(text, error, words):
    with pytest.raises(error, match=words):
        caffe_translator.TranslateModel(parse_prototxt(text), caffe_pb2.NetParameter())


def test_a_blob_whose_shape_lies():
    lying = caffe_pb2.NetParameter()
    blob = lying.layer.add(name="f").blobs.add(data=[1, 2, 3])
    blob.shape.dim.extend([1 << 40, 1 << 40])
    with pytest.raises(ValueError, match="cannot hold 3 values"):
        caffe_translator.TranslateModel(parse_prototxt('layer { name: "f" type: "PReLU" bottom: "x" top: "y" }'), lying)


def test_command_line(tmp_path, x):
    (tmp_path / "deploy.prototxt").write_text(NET)
    (tmp_path / "trained.caffemodel").write_bytes(model(weights()).SerializeToString())
    subprocess.run(
        [sys.executable, "-m", "netdef.caffe_translator", "deploy.prototxt", "trained.caffemodel", "--predict_net", "p.pb"],
        cwd=tmp_path, check=True)
    init_net = caffe2_pb2.NetDef.FromString((tmp_path / "init_net.pb").read_bytes())
    net = caffe2_pb2.NetDef.FromString((tmp_path / "p.pb").read_bytes())
    init_net.name = "init"
    assert net.external_input[0] == "data" and list(net.external_output) == ["prob"]
    np.testing.assert_allclose(predict(init_net, net, x), expected(x, weights()), rtol=1e-4, atol=1e-6)
