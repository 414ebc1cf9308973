"""GetAllBlobNames, in a workspace and in one inside another."""

import numpy as np

from nets import net, op, run
from netdef import workspace
from netdef.proto import caffe2_pb2


def test_names_are_sorted():
    names = run(op("GetAllBlobNames", [], ["names"]), feed={"b": np.array(1), "a": "text"}, fetch="names")
    assert list(names) == [b"a", b"b", b"names"]


def test_outer_blobs_count_only_when_asked():
    run(feed={"outer": np.array(1), "all": np.array(1), "own": np.array(1)})
    names = net(op("ConstantFill", [], ["inner"], shape=[1]), op("GetAllBlobNames", [], ["all"], include_shared=1),
                op("GetAllBlobNames", [], ["own"], include_shared=0), name="names")
    step = caffe2_pb2.ExecutionStep(network=["names"], create_workspace=True)
    workspace.RunPlan(caffe2_pb2.PlanDef(network=[names], execution_step=[step]))
    assert list(workspace.FetchBlob("all")) == [b"all", b"inner", b"outer", b"own"]
    assert list(workspace.FetchBlob("own")) == [b"inner"]
