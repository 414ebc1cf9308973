"""CreateMutex: what it makes serves those who lock it."""

import numpy as np

from nets import op, run
from netdef import workspace
from netdef.proto import caffe2_pb2


def test_a_mutex_can_be_used_many_times():
    ops = [op("CreateMutex", [], ["m"])] + [op("AtomicIter", ["m", "i"], ["i"])] * 3
    assert run(*ops, feed={"i": np.array([0])}, fetch="i") == 3


def test_fetching_it_tells_its_type():
    assert b"mutex" in run(op("CreateMutex", [], ["m"]), fetch="m")


def test_a_checkpoint_holds_it_unlocked():
    workspace.RunOperatorOnce(op("CreateMutex", [], ["m"]))
    saved = workspace.SerializeBlob("m")
    proto = caffe2_pb2.BlobProto.FromString(saved)
    assert (proto.name, proto.type, proto.content) == ("m", "std::unique_ptr<std::mutex>", b"")
    workspace.DeserializeBlob("again", saved)
    workspace.FeedBlob("i", np.array([0]))
    workspace.RunOperatorOnce(op("AtomicIter", ["again", "i"], ["i"]))
    assert workspace.FetchBlob("i") == 1
