"""CreateCounter, ResetCounter, CountDown, CountUp, CheckCounterDone and RetrieveCount."""

import pytest

from nets import op, run
from netdef import workspace
from netdef.proto import caffe2_pb2

READERS = {"ResetCounter", "CountDown", "CountUp", "CheckCounterDone", "RetrieveCount"}


def count(*types, init_count=0):
    """What each operator tells."""
    ops = [op(t, ["c"], [f"v{i}"]) for i, t in enumerate(types)]
    return [v.item() for v in run(op("CreateCounter", [], ["c"], init_count=init_count), *ops,
                                  fetch=[f"v{i}" for i in range(len(types))])]


def test_counting_down_tells_when_it_is_done():
    assert count("CountDown", "CountDown", "CountDown", "RetrieveCount", init_count=2) == [False, False, True, -1]


def test_counting_up_tells_the_count_from_before():
    assert count("CountUp", "CountUp", "RetrieveCount", init_count=5) == [5, 6, 7]


def test_done_means_zero_or_less():
    assert count("CheckCounterDone", "CountUp", "CheckCounterDone") == [True, 0, False]


def test_reset():
    ops = [op("CreateCounter", [], ["c"], init_count=3), op("ResetCounter", ["c"], [], init_count=7),
           op("ResetCounter", ["c"], ["old"]), op("RetrieveCount", ["c"], ["now"])]
    old, now = run(*ops, fetch=["old", "now"])
    assert (old, now, old.shape) == (7, 0, ())


@pytest.mark.parametrize("type_", ["CreateCounter", "ResetCounter"])
def test_a_negative_start_is_an_error(type_):
    inputs, outputs = ([], ["d"]) if type_ == "CreateCounter" else (["c"], [])
    with pytest.raises(RuntimeError, match="negative init_count"):
        run(op("CreateCounter", [], ["c"]), op(type_, inputs, outputs, init_count=-1))


def test_a_checkpoint_keeps_the_count():
    workspace.RunOperatorOnce(op("CreateCounter", [], ["c"], init_count=22))
    saved = workspace.SerializeBlob("c")
    workspace.RunOperatorOnce(op("CountDown", ["c"], ["done"]))
    workspace.DeserializeBlob("c", saved)
    workspace.RunOperatorOnce(op("RetrieveCount", ["c"], ["count"]))
    assert workspace.FetchBlob("count") == 22
    proto = caffe2_pb2.BlobProto.FromString(saved)
    assert (proto.type, list(proto.tensor.int64_data)) == ("std::unique_ptr<Counter<int64_t>>", [22])
    proto.tensor.ClearField("int64_data")
    with pytest.raises(RuntimeError, match="a counter's tensor holds its count"):
        workspace.DeserializeBlob("c", proto.SerializeToString())
