"""CreateBlobsQueueDB: records that go into a queue come out of its reader."""

import numpy as np
import pytest

from nets import get, op, run
from netdef import workspace
from netdef.proto import caffe2_pb2


def record(i):
    """A TensorProtos message with the float i and the string "item i"."""
    number = caffe2_pb2.TensorProto(data_type=caffe2_pb2.TensorProto.FLOAT, float_data=[i])
    text = caffe2_pb2.TensorProto(data_type=caffe2_pb2.TensorProto.STRING, string_data=[b"item %d" % i])
    return caffe2_pb2.TensorProtos(protos=[number, text]).SerializeToString()


def start(num_blobs=1, **args):
    create = op("CreateBlobsQueue", [], ["q"], capacity=10, num_blobs=num_blobs)
    return [create, op("CreateBlobsQueueDB", ["q"], ["reader"], timeout_secs=0.1, **args)]


def put(*blobs):
    return op("EnqueueBlobs", ["q", *blobs], list(blobs))


READ = op("TensorProtosDBInput", ["reader"], ["x", "s"], batch_size=2)


@pytest.mark.parametrize("as_tensor", [False, True])
def test_records_come_out_in_order(as_tensor):
    run(*start())
    for i in range(4):
        workspace.FeedBlob("r", np.array([record(i)], object) if as_tensor else record(i))
        workspace.RunOperatorOnce(put("r"))
    for first in (0, 2):
        workspace.RunOperatorOnce(READ)
        x, s = get(["x", "s"])
        np.testing.assert_array_equal(x.ravel(), [first, first + 1])
        assert s.ravel().tolist() == [b"item %d" % first, b"item %d" % (first + 1)]


def test_the_value_may_be_any_blob():
    run(*start(num_blobs=2, key_blob_index=0, value_blob_index=1), feed={"k": "key", "r": record(5)})
    workspace.RunOperatorOnce(put("k", "r"))
    workspace.RunOperatorOnce(op("TensorProtosDBInput", ["reader"], ["x", "s"]))
    assert get("x") == 5


@pytest.mark.parametrize("closed", [False, True])
def test_an_empty_queue_has_no_record(closed):
    run(*start(), *([op("CloseBlobsQueue", ["q"], [])] if closed else []))
    with pytest.raises(RuntimeError, match="the queue q has no record"):
        workspace.RunOperatorOnce(READ)


@pytest.mark.parametrize("args", [{"value_blob_index": 1}, {"value_blob_index": -1}, {"key_blob_index": 1}])
def test_blobs_that_no_record_has(args):
    with pytest.raises(RuntimeError, match="must name blobs"):
        run(*start(**args))


def test_a_value_that_is_no_string():
    run(*start(), feed={"r": np.float32([1])})
    workspace.RunOperatorOnce(put("r"))
    with pytest.raises(RuntimeError):
        workspace.RunOperatorOnce(READ)
