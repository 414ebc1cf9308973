"""Models that Caffe2 wrote give the results that Caffe2 recorded."""

import json

import numpy as np
import pytest
from oracles.model_files import MADE, case, net

from netdef import core, workspace
from netdef.proto import caffe2_pb2


@pytest.fixture(autouse=True)
def fresh_workspace():
    workspace.ResetWorkspace(".")
    yield
    workspace.ResetWorkspace(".")


def run(predict, inputs):
    for name, value in inputs.items():
        workspace.FeedBlob(name, value)
    workspace.CreateNet(predict, overwrite=True)
    workspace.RunNet(predict.name)


@pytest.mark.parametrize("name", ["char_lstm", "dlrm_tiny"])
def test_as_written(name):
    inputs, expected = case(MADE / name)
    workspace.RunNetOnce(net(MADE / name / "init_net.pb"))
    run(net(MADE / name / "predict_net.pb"), inputs)
    for blob, value in expected.items():
        np.testing.assert_allclose(workspace.FetchBlob(blob), value, rtol=1e-4, atol=1e-5)


@pytest.fixture(scope="module")
def digits():
    return dict(np.load(MADE / "digits_lenet" / "test.npz"))


def check_digits(softmax, digits):
    np.testing.assert_allclose(softmax, digits["softmax"], rtol=0, atol=1e-5)
    assert round(float((softmax.argmax(axis=1) == digits["label"]).mean()), 3) == 0.986


def test_digits_as_written(digits):
    workspace.RunNetOnce(net(MADE / "digits_lenet" / "init_net.pb"))
    run(net(MADE / "digits_lenet" / "predict_net.pb"), {"data": digits["data"]})
    check_digits(workspace.FetchBlob("softmax"), digits)


def test_digits_from_the_exported_database(digits):
    path = str(MADE / "digits_lenet" / "digits.minidb")
    workspace.RunOperatorOnce(core.CreateOperator("CreateDB", [], ["!!PREDICTOR_DBREADER"], db=path, db_type="minidb"))
    predict = net(MADE / "digits_lenet" / "predict_net.pb")
    parameters = [name for name in predict.external_input if name != "data"]
    workspace.RunOperatorOnce(core.CreateOperator("Load", ["!!PREDICTOR_DBREADER"], parameters))
    run(predict, {"data": digits["data"]})
    check_digits(workspace.FetchBlob("softmax"), digits)


def test_training_net_of_the_digits_runs(digits):
    workspace.RunNetOnce(net(MADE / "digits_lenet" / "train_init_net.pb"))
    run(net(MADE / "digits_lenet" / "train_net.pb"), {"data": digits["data"], "label": digits["label"]})
    assert np.isfinite(workspace.FetchBlob("loss"))


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_twenty_steps_of_training(optimizer):
    folder = MADE / f"train_trace_{optimizer}"
    trace, images = np.load(folder / "trace.npz"), np.load(MADE / "digits.npz")
    workspace.RunNetOnce(net(folder / "train_init_net.pb"))
    for key in trace:
        if key.startswith("init/"):
            workspace.FeedBlob(key[len("init/") :], trace[key])
    train, losses = net(folder / "train_net.pb"), []
    for step in range(20):
        rows = slice(64 * step, 64 * step + 64)
        workspace.FeedBlob("data", images["Xtr"][rows])
        workspace.FeedBlob("label", images["ytr"][rows])
        if step == 0:
            workspace.CreateNet(train, overwrite=True)
        workspace.RunNet(train.name)
        losses.append(float(workspace.FetchBlob("loss")))
    np.testing.assert_allclose(losses, trace["losses"], rtol=0, atol=1e-4)
    for key in trace:
        if key.startswith("final/"):
            np.testing.assert_allclose(workspace.FetchBlob(key[len("final/") :]), trace[key], rtol=0, atol=1e-3)


CONTROL_FLOW = json.loads((MADE / "control_flow" / "meta.json").read_text())


@pytest.mark.parametrize("x, y, flag, count", CONTROL_FLOW["cases"])
def test_control_flow(x, y, flag, count):
    workspace.FeedBlob("x_in", np.array(x, np.float32))
    plan = caffe2_pb2.PlanDef.FromString((MADE / "control_flow" / "plan.pb").read_bytes())
    assert workspace.RunPlan(plan)
    assert (float(workspace.FetchBlob("y")), float(workspace.FetchBlob("flag"))) == (y, flag)
    assert int(workspace.FetchBlob(CONTROL_FLOW["count_blob"])) == count


def test_saved_blobs():
    values = np.load(MADE / "save_load" / "values.npz")
    path = str(MADE / "save_load" / "blobs.minidb")
    workspace.RunOperatorOnce(core.CreateOperator("Load", [], [], db=path, db_type="minidb", absolute_path=1, load_all=1))
    assert sorted(workspace.Blobs()) == sorted([*values, "s"])
    for name in values:
        got = workspace.FetchBlob(name)
        assert got.dtype == values[name].dtype
        np.testing.assert_array_equal(got, values[name])
    assert workspace.FetchBlob("s").tolist() == [b"ab", b"", b"xyz"]


def test_batches_from_a_database():
    expected = np.load(MADE / "db_input" / "batches.npz")
    path = str(MADE / "db_input" / "digits64.minidb")
    workspace.RunOperatorOnce(core.CreateOperator("CreateDB", [], ["dbr"], db=path, db_type="minidb"))
    read = caffe2_pb2.NetDef(name="read", op=[core.CreateOperator("TensorProtosDBInput", ["dbr"], ["data", "label"], batch_size=10)])
    workspace.CreateNet(read, overwrite=True)
    for data, label in zip(expected["data"], expected["label"]):
        workspace.RunNet("read")
        np.testing.assert_array_equal(workspace.FetchBlob("data"), data)
        np.testing.assert_array_equal(workspace.FetchBlob("label"), label)
