"""DequeueBlobs and SafeDequeueBlobs: waiting, giving up, joining records."""

import time

import numpy as np
import pytest

from nets import net, op, run
from netdef import workspace

A, B = np.float32([[1, 2]]), np.float32([[3, 4], [5, 6]])


def create(**args):
    return op("CreateBlobsQueue", [], ["q"], **args)


def enqueue(*blobs):
    return [op("EnqueueBlobs", ["q", b], [b]) for b in blobs]


CLOSE = op("CloseBlobsQueue", ["q"], [])


@pytest.mark.parametrize("net_type", ["dag", "async_scheduling"])
def test_it_waits_for_a_record(net_type):
    run(create(), feed={"a": A})
    workspace.RunNetOnce(net(op("DequeueBlobs", ["q"], ["x"]), *enqueue("a"), type=net_type, num_workers=2))
    np.testing.assert_array_equal(workspace.FetchBlob("x"), A)


def test_it_gives_up_after_a_while():
    start = time.time()
    with pytest.raises(RuntimeError):
        run(create(), op("DequeueBlobs", ["q"], ["x"], timeout_secs=0.05))
    assert 0.04 < time.time() - start < 5


def test_a_closed_empty_queue_fails_the_net():
    with pytest.raises(RuntimeError):
        run(create(), CLOSE, op("DequeueBlobs", ["q"], ["x"]))


def test_an_error_elsewhere_ends_the_wait():
    with pytest.raises(RuntimeError, match="from the other"):
        run(create(), op("DequeueBlobs", ["q"], ["x"]), op("ThrowException", [], [], message="from the other"),
            type="dag", num_workers=3)


@pytest.mark.parametrize("records", [2, 3])
def test_records_are_joined_as_far_as_there_are(records):
    ops = [create(capacity=3), *enqueue("a", "b"), CLOSE, op("SafeDequeueBlobs", ["q"], ["x", "failed"], num_records=records)]
    x, failed = run(*ops, feed={"a": A, "b": B}, fetch=["x", "failed"])
    np.testing.assert_array_equal(x, np.concatenate([A, B]))
    assert not failed


def test_strings_are_joined():
    ops = [create(capacity=3), *enqueue("a", "b"), op("SafeDequeueBlobs", ["q"], ["x", "failed"], num_records=2)]
    x = run(*ops, feed={"a": np.array([b"x"], object), "b": np.array([b"yy", b"z"], object)}, fetch="x")
    assert list(x) == [b"x", b"yy", b"z"]


@pytest.mark.parametrize("b", [np.float32([[1, 2, 3]]), np.float32([1, 2]), np.array([[1, 2]]), np.array(1, np.float32)])
def test_records_of_other_shapes_cannot_be_joined(b):
    with pytest.raises(RuntimeError, match="cannot follow"):
        run(create(capacity=3), *enqueue("a", "b"), op("SafeDequeueBlobs", ["q"], ["x", "failed"], num_records=2),
            feed={"a": A, "b": b})


@pytest.mark.parametrize("made, words", [
    (op("DequeueBlobs", ["q"], ["x", "y"]), "records of 1"),
    (op("SafeDequeueBlobs", ["q"], ["x", "y", "failed"]), "records of 1"),
    (op("SafeDequeueBlobs", ["q"], ["x", "failed"], num_records=0), "num_records must be positive"),
])
def test_errors(made, words):
    with pytest.raises(RuntimeError, match=words):
        run(create(), made)
