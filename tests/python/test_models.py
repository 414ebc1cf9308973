"""models: the networks have the layers their papers give, train, and downloads say clearly what is missing."""

import numpy as np
import pytest

from netdef import model_helper, workspace
from netdef.models import download, resnet, shufflenet


@pytest.fixture
def model():
    workspace.ResetWorkspace()
    return model_helper.ModelHelper(name="network")


def parameters(model):
    model.param_init_net.Proto().type = "simple"
    shapes, _ = workspace.InferShapesAndTypes([model.param_init_net])
    return sum(int(np.prod(shapes[str(p)])) for p in model.params)


def test_resnet50_has_its_parameters(model):
    resnet.create_resnet50(model, "data", 3, 1000, no_bias=1)
    assert parameters(model) == 25_557_032  # the count every implementation of ResNet-50 gives


def test_shufflenet_output_shape(model):
    out = shufflenet.create_shufflenet(model, "data", 3, 10, is_test=True)
    shapes, _ = workspace.InferShapesAndTypes([model.param_init_net, model.net], {"data": [2, 3, 224, 224]})
    assert shapes[str(out)] == [2, 10]


@pytest.mark.parametrize("layers, groups, width", [(18, 1, 64), (50, 2, 8)])
def test_resnext_depths(model, layers, groups, width):
    resnet.create_resnext(model, "data", 3, 7, layers, groups, width, is_test=True)
    shapes, _ = workspace.InferShapesAndTypes([model.param_init_net, model.net], {"data": [2, 3, 64, 64]})
    assert shapes["softmax"] == [2, 7]
    with pytest.raises(ValueError, match="19-layer is invalid for resnext config"):
        resnet.create_resnext(model, "data", 3, 7, 19, 1, 64)


def test_small_resnet_learns_one_batch(model):
    softmax = resnet.create_resnet_32x32(model, "data", 3, 1, 4)
    model.net.AveragedLoss(model.net.LabelCrossEntropy([softmax, "label"], "xent"), "loss")
    model.AddGradientOperators(["loss"])
    one = model.param_init_net.ConstantFill([], "ONE", shape=[1], value=1.0)
    rate = model.param_init_net.ConstantFill([], "rate", shape=[1], value=-0.05)
    for param in model.GetParams():
        model.net.WeightedSum([param, one, model.param_to_grad[param], rate], param)
    rng = np.random.default_rng(0)
    workspace.FeedBlob("data", rng.normal(size=(8, 3, 34, 34)).astype(np.float32))  # conv1 has no padding
    workspace.FeedBlob("label", rng.integers(0, 4, 8).astype(np.int32))
    workspace.RunNetOnce(model.param_init_net)
    workspace.CreateNet(model.net)
    losses = []
    for _ in range(6):
        workspace.RunNet(model.net)
        losses.append(float(workspace.FetchBlob("loss")))
    assert losses[-1] < 0.5 * losses[0]


def test_model_names_and_urls(monkeypatch):
    assert download.validModelName("style_transfer/candy") and not download.validModelName("../etc")
    assert download.getURLFromName("m", "init_net.pb") == download.DOWNLOAD_BASE_URL + "m/init_net.pb"
    assert len(download.progressBar(40.0)) >= download.DOWNLOAD_COLUMNS


def test_models_in_the_folder_need_no_network(model, tmp_path, monkeypatch):
    monkeypatch.setenv("CAFFE2_MODELS", str(tmp_path))
    model.net.Relu("x", "y")
    (tmp_path / "mine").mkdir()
    for name, net in (("init_net.pb", model.param_init_net), ("predict_net.pb", model.net)):
        (tmp_path / "mine" / name).write_bytes(net.Proto().SerializeToString())
    init, predict, info = download.ModelDownloader().get_c2_model("mine")
    assert predict.op[0].type == "Relu" and info == {}
    with pytest.raises(ValueError, match="not the name of a model"):
        download.ModelDownloader().get_c2_model("../mine")
    with pytest.raises(FileNotFoundError):
        download.ModelDownloader().get_c2_model_dbg("other")


def test_a_server_that_cannot_be_reached_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("CAFFE2_MODELS", str(tmp_path))
    monkeypatch.setenv("CAFFE2_MODEL_URL", "http://127.0.0.1:9/models")
    with pytest.raises(RuntimeError, match="cannot be reached.*CAFFE2_MODEL_URL"):
        download.ModelDownloader().get_c2_model("squeezenet")
    assert list(tmp_path.iterdir()) == []
