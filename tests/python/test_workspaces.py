"""Workspaces: current, named, children; their blobs and nets as objects."""

import numpy as np
import pytest

import netdef
from netdef import core, workspace


def elu_net(name="n", source="x", target="y"):
    net = core.Net(name)
    net.Elu(source, target)
    return net


def test_switching():
    assert workspace.CurrentWorkspace() == "default"
    with pytest.raises(netdef.Error, match="create_if_missing"):
        workspace.SwitchWorkspace("unknown workspace")
    assert workspace.CurrentWorkspace() == "default"
    workspace.SwitchWorkspace("other", True)
    workspace.FeedBlob("x", np.zeros(1))
    workspace.SwitchWorkspace("default")
    assert not workspace.HasBlob("x") and {"default", "other"} <= set(workspace.Workspaces())


def test_guard():
    with workspace.WorkspaceGuard("guarded"):
        assert workspace.CurrentWorkspace() == "guarded"
    assert workspace.CurrentWorkspace() == "default"


def test_reset_drops_blobs_and_nets_and_keeps_the_root_folder(tmp_path):
    workspace.ResetWorkspace(str(tmp_path))
    workspace.FeedBlob("x", np.zeros(1, np.float32))
    workspace.CreateNet(elu_net())
    assert workspace.ResetWorkspace()
    assert workspace.Blobs() == [] and workspace.RootFolder() == str(tmp_path)
    assert workspace.Workspace.current.nets == {}


def test_blob_functions():
    assert workspace.CreateBlob("x") and workspace.HasBlob("x")
    workspace.FeedBlob("x", np.zeros(3, np.float32))
    assert workspace.GetBlobSizeBytes("x") == 12
    workspace.ResetBlob("x")
    assert workspace.GetBlobSizeBytes("x") == 0
    for function in (workspace.ResetBlob, workspace.GetBlobSizeBytes, workspace.SerializeBlob):
        with pytest.raises(netdef.Error, match="Can't find blob: nope"):
            function("nope")


def test_the_blobs_as_a_mapping():
    workspace.blobs["x"] = np.ones(2)
    assert "x" in workspace.blobs and list(workspace.blobs) == ["x"] and len(workspace.blobs) == 1
    np.testing.assert_array_equal(workspace.blobs["x"], np.ones(2))
    assert dict(workspace.blobs)["x"].tolist() == [1, 1]


def test_workspace_objects():
    ws = workspace.Workspace()
    assert ws.feed_blob("x", np.arange(3.0)) and list(ws.blobs) == ["x"]
    np.testing.assert_array_equal(ws.fetch_blob("x"), np.arange(3.0))
    ws.feed_blob("f", np.float32([-1, 1]))
    ws.run(core.CreateOperator("Elu", ["f"], ["g"]))
    ws.run(elu_net("in_object", "f", "h"))
    np.testing.assert_allclose(ws.fetch_blob("g"), [np.expm1(-1), 1], rtol=1e-6)
    np.testing.assert_array_equal(ws.fetch_blob("g"), ws.fetch_blob("h"))
    ws.remove_blob("g")
    assert not ws.has_blob("g") and not workspace.HasBlob("x")
    with pytest.raises(ValueError, match=r"Don't know how to do Workspace.run\(\) on <class 'int'>"):
        ws.run(3)


def test_net_objects():
    ws = workspace.Workspace()
    ws.feed_blob("x", np.float32([1]))
    net = ws.create_net(elu_net("a_net"))
    net.run()
    assert ws.fetch_blob("y").tolist() == [1] and net.name in ws.nets
    with pytest.raises(RuntimeError, match="I respectfully refuse to overwrite"):
        ws.create_net(_same_name(net.name))
    ws.create_net(_same_name(net.name), True)


def _same_name(name):
    net = elu_net()
    net.Proto().name = name
    return net


def test_children_share_blobs_and_keep_their_parent():
    parent = workspace.Workspace()
    parent.feed_blob("shared", np.zeros(1))
    child = workspace.Workspace(parent)
    child.feed_blob("shared", np.ones(2))
    child.feed_blob("own", np.ones(1))
    assert parent.fetch_blob("shared").tolist() == [1, 1]
    assert list(parent.blobs) == ["shared"] and list(child.blobs) == ["own", "shared"]
    del parent
    assert child.fetch_blob("shared").tolist() == [1, 1]


def test_a_named_child():
    workspace.FeedBlob("x", np.zeros(1))
    workspace.C.create_child_workspace("default", "child")
    workspace.SwitchWorkspace("child")
    assert workspace.Blobs() == ["x"] and workspace.C.local_blobs() == []


def test_switching_to_an_object():
    ws = workspace.Workspace()
    ws.feed_blob("only here", np.zeros(1))
    workspace.C.switch_workspace(ws, None)
    assert workspace.Blobs() == ["only here"]


def test_current_is_the_current_workspace():
    workspace.FeedBlob("x", np.zeros(1))
    assert list(workspace.Workspace.current.blobs) == ["x"]
    with pytest.raises(AttributeError):
        workspace.Workspace.current = workspace.Workspace()


def test_a_handle_that_outlives_its_blob_throws():
    workspace.FeedBlob("x", np.zeros(1))
    blob = workspace.Workspace.current.blobs["x"]
    tensor = blob.tensor()
    workspace.Workspace.current.remove_blob("x")
    for use in (blob.fetch, tensor.fetch, lambda: tensor.shape):
        with pytest.raises(netdef.Error, match="Can't find blob: x"):
            use()


def test_tensors():
    blob = workspace.Workspace.current.create_blob("x")
    assert not blob.is_tensor()
    tensor = blob.tensor()
    assert blob.is_tensor()
    tensor.feed(np.arange(4.0))
    assert tensor.shape == (4,) and tensor._shape == [4]
    tensor.reshape([2, 2])
    tensor.data[1, 1] = 9
    np.testing.assert_array_equal(tensor.fetch(), [[0, 1], [2, 9]])
    tensor.init([3], core.DataType.INT32)
    assert tensor.data.dtype == np.int32 and tensor.shape == (3,)
    with pytest.raises(netdef.Error, match="unknown data type"):
        tensor.init([3], 99)


def test_a_view_survives_its_workspace():
    workspace.FeedBlob("x", np.arange(1000.0))
    view = workspace.Workspace.current.blobs["x"].tensor().data
    workspace.ResetWorkspace()
    np.testing.assert_array_equal(view, np.arange(1000.0))


def test_serialized_blobs():
    workspace.FeedBlob("x", np.float32([1, 2]))
    serialized = workspace.SerializeBlob("x")
    workspace.DeserializeBlob("y", serialized)
    np.testing.assert_array_equal(workspace.FetchBlob("y"), [1, 2])
    loose = workspace.DeserializeBlob(serialized)
    np.testing.assert_array_equal(loose.fetch(), [1, 2])
    ws = workspace.Workspace()
    ws.create_blob("z").deserialize(loose.serialize("any name"))
    np.testing.assert_array_equal(ws.fetch_blob("z"), [1, 2])
    with pytest.raises(netdef.Error, match="BlobProto"):
        workspace.DeserializeBlob("y", b"garbage")
