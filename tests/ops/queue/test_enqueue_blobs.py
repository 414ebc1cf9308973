"""EnqueueBlobs and SafeEnqueueBlobs: waiting, giving up, being cancelled."""

import numpy as np
import pytest

from nets import net, op, run
from netdef import workspace

A = np.float32([1, 2])


def create(**args):
    return op("CreateBlobsQueue", [], ["q"], **args)


ENQUEUE = op("EnqueueBlobs", ["q", "a"], ["a"])


def test_the_queue_takes_the_contents():
    assert b"uninitialized" in run(create(), ENQUEUE, feed={"a": A}, fetch="a")


def test_records_have_all_blobs():
    ops = [create(num_blobs=2), op("SafeEnqueueBlobs", ["q", "a", "b"], ["a", "b", "failed"]), op("DequeueBlobs", ["q"], ["x", "y"])]
    x, y, failed = run(*ops, feed={"a": A, "b": -A}, fetch=["x", "y", "failed"])
    np.testing.assert_array_equal([x, y], [A, -A])
    assert not failed and failed.shape == ()


@pytest.mark.parametrize("net_type", ["dag", "async_scheduling"])
def test_it_waits_for_room(net_type):
    run(create(capacity=1), feed={f"a{i}": A * i for i in range(4)})
    writers = [op("EnqueueBlobs", ["q", f"a{i}"], [f"a{i}"]) for i in range(4)]
    readers = [op("DequeueBlobs", ["q"], [f"x{i}"]) for i in range(4)]
    workspace.RunNetOnce(net(*writers, *readers, type=net_type, num_workers=8))
    got = sorted(float(workspace.FetchBlob(f"x{i}")[0]) for i in range(4))
    assert got == [0, 1, 2, 3]


def test_a_closed_full_queue_fails_the_net():
    with pytest.raises(RuntimeError):
        run(create(), ENQUEUE, op("CloseBlobsQueue", ["q"], []), op("EnqueueBlobs", ["q", "b"], ["b"]), feed={"a": A, "b": A})


def test_an_error_elsewhere_ends_the_wait():
    run(create(), ENQUEUE, feed={"a": A, "b": A})
    waits = net(op("EnqueueBlobs", ["q", "b"], ["b"]), op("ThrowException", [], [], message="from the other"),
                type="dag", num_workers=2)
    with pytest.raises(RuntimeError, match="from the other"):
        workspace.RunNetOnce(waits)
    np.testing.assert_array_equal(workspace.FetchBlob("b"), A)


@pytest.mark.parametrize("ops, words", [
    ([create(num_blobs=2), ENQUEUE], "records of 2"),
    ([create(num_blobs=2), op("SafeEnqueueBlobs", ["q", "a"], ["a", "failed"])], "records of 2"),
    ([create(), op("EnqueueBlobs", ["q", "a"], ["b"])], "in-?place|inplace"),
    ([op("EnqueueBlobs", ["b", "a"], ["a"])], "wrong type"),
])
def test_errors(ops, words):
    with pytest.raises(RuntimeError, match=words):
        run(*ops, feed={"a": A, "b": A})
