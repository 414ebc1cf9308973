"""Exported models compute what the nets they were made from do."""

import numpy as np
import pytest

from netdef import core, workspace
from netdef.predictor import mobile_exporter, predictor_exporter, predictor_py_utils
from netdef.predictor_constants import predictor_constants
from netdef.proto import caffe2_pb2, metanet_pb2

W, B = np.arange(6, dtype=np.float32).reshape(3, 2) - 2, np.array([1, -1, 0.5], np.float32)
X = np.array([[1, 2], [-3, 4]], np.float32)


@pytest.fixture
def net():
    workspace.ResetWorkspace()
    workspace.FeedBlob("w", W)
    workspace.FeedBlob("b", B)
    net = core.Net("model")
    net.FC(["data", "w", "b"], "y")
    net.Relu("y", "z")
    return net


def expected(x):
    return np.maximum(x @ W.T + B, 0)


def test_a_pair_of_nets(net):
    init_net, predict_net = mobile_exporter.Export(workspace, net, ["w", core.BlobReference("b")])
    assert list(predict_net.external_input) == ["data", "w", "b"] and list(predict_net.external_output) == ["z"]
    workspace.ResetWorkspace()
    (answer,) = workspace.Predictor(init_net.SerializeToString(), predict_net.SerializeToString()).run([X])
    np.testing.assert_array_equal(answer, expected(X))


@pytest.mark.parametrize("values", [
    np.array([1, 2], np.int32), np.array([1, 2], np.int64), np.array([True, False]), np.array([0, 255], np.uint8),
    np.array([1.5], np.float64), np.array(["a", "b"], object), np.array([b"\x00\xff"], object), np.zeros((0, 3), np.float32)])
def test_parameters_of_every_type(values):
    workspace.ResetWorkspace()
    net = caffe2_pb2.NetDef(name="fill")
    mobile_exporter.add_tensor(net, "blob", values)
    workspace.RunNetOnce(net)
    found = workspace.FetchBlob("blob")
    want = np.array([v.encode() if isinstance(v, str) else v for v in values], object) if values.dtype == object else values
    assert found.shape == want.shape and found.dtype == want.dtype
    np.testing.assert_array_equal(found, want)


def test_a_type_without_filler():
    with pytest.raises(KeyError, match="float16"):
        mobile_exporter.add_tensor(caffe2_pb2.NetDef(), "x", np.zeros(2, np.float16))


def test_a_database(net, tmp_path):
    extra = core.Net("extra")
    extra.ConstantFill("data", "data", value=1.0)
    meta = predictor_exporter.PredictorExportMeta(
        net, ["w", "b"], ["data"], ["z"], shapes={"data": (1, 2), "z": (1, 3)}, extra_init_net=extra, net_type="dag", num_workers=2)
    predictor_exporter.save_to_db("minidb", str(tmp_path / "model.minidb"), meta)
    workspace.ResetWorkspace()
    loaded = predictor_exporter.prepare_prediction_net(str(tmp_path / "model.minidb"), "minidb")
    assert loaded.Proto().type == "dag" and loaded.Proto().num_workers == 2
    np.testing.assert_array_equal(workspace.FetchBlob("data"), np.ones((1, 2)))
    workspace.FeedBlob("data", X)
    workspace.RunNet(loaded)
    np.testing.assert_array_equal(workspace.FetchBlob("z"), expected(X))


def test_the_database_is_a_model(net, tmp_path):
    import netdef

    meta = predictor_exporter.PredictorExportMeta(net, ["w", "b"], ["data"], ["z"], shapes={"data": (1, 2), "z": (1, 3)})
    predictor_exporter.save_to_db("minidb", str(tmp_path / "model.minidb"), meta)
    np.testing.assert_array_equal(netdef.load(str(tmp_path / "model.minidb"))(data=X)["z"], expected(X))


@pytest.mark.parametrize("wrong, words", [
    ({"inputs": ["data", "data"]}, "should be unique"),
    ({"inputs": ["data", "w"]}, "inputs are required to be disjoint. Intersection: {'w'}"),
    ({"outputs": ["z", "b"]}, "outputs are required to be disjoint. Intersection: {'b'}"),
    ({"predict_net": 3}, "expected a net"),
])
def test_an_export_is_checked(net, wrong, words):
    parts = {"predict_net": net, "parameters": ["w", "b"], "inputs": ["data"], "outputs": ["z"], **wrong}
    with pytest.raises(AssertionError, match=words):
        predictor_exporter.PredictorExportMeta(**parts)


def test_parts_of_a_message():
    meta = metanet_pb2.MetaNetDef()
    predictor_py_utils.AddNet(meta, predictor_constants.PREDICT_NET_TYPE, core.Net("n"))
    predictor_py_utils.AddBlobs(meta, "INPUTS_a", ["x"])
    predictor_py_utils.AddBlobs(meta, "INPUTS_a", ["y"])
    predictor_py_utils.AddBlobs(meta, "INPUTS_b", ["y", "z"])
    assert predictor_py_utils.GetBlobs(meta, "INPUTS_a") == ["x", "y"]
    assert predictor_py_utils.GetBlobsByTypePrefix(meta, "INPUTS") == ["x", "y", "z"]
    predictor_py_utils.ReplaceBlobs(meta, "INPUTS_a", ["w"])
    assert predictor_py_utils.GetBlobs(meta, "INPUTS_a") == ["w"]
    assert predictor_py_utils.GetNet(meta, "NOTHING") is None and predictor_py_utils.GetBlobs(meta, "NOTHING") == []
    with pytest.raises(AssertionError, match="does not exist"):
        predictor_py_utils.ReplaceBlobs(meta, "OTHER", [])
    assert predictor_py_utils.get_comp_name("a", "b") == "a_b" and predictor_py_utils.get_comp_name("a", None) == "a"
