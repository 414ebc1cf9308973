"""CreateBlobsQueue and CloseBlobsQueue: order, capacity, and what a closed queue still does."""

import numpy as np
import pytest

from nets import op, run

A, B = np.float32([[1, 2]]), np.array([b"x", b"yy"], object)


def create(**args):
    return op("CreateBlobsQueue", [], ["q"], **args)


def test_first_in_first_out():
    ops = [create(capacity=2)]
    for blob in ("a", "b"):
        ops.append(op("EnqueueBlobs", ["q", blob], [blob]))
    ops += [op("DequeueBlobs", ["q"], ["x"]), op("DequeueBlobs", ["q"], ["y"])]
    x, y = run(*ops, feed={"a": A, "b": B}, fetch=["x", "y"])
    np.testing.assert_array_equal(x, A)
    np.testing.assert_array_equal(y, B)


def test_what_is_in_a_closed_queue_can_be_read():
    ops = [create(), op("EnqueueBlobs", ["q", "a"], ["a"]), op("CloseBlobsQueue", ["q"], []),
           op("SafeDequeueBlobs", ["q"], ["x", "none"]), op("SafeDequeueBlobs", ["q"], ["y", "none_either"])]
    x, none, none_either = run(*ops, feed={"a": A}, fetch=["x", "none", "none_either"])
    np.testing.assert_array_equal(x, A)
    assert not none and none_either


def test_room_in_a_closed_queue_can_be_filled():
    ops = [create(capacity=1), op("CloseBlobsQueue", ["q"], [])]
    ops += [op("SafeEnqueueBlobs", ["q", blob], [blob, f"{blob}_failed"]) for blob in ("a", "b")]
    first, second = run(*ops, feed={"a": A, "b": A}, fetch=["a_failed", "b_failed"])
    assert not first and second


@pytest.mark.parametrize("args, words", [
    ({"capacity": 0}, "room for a record"),
    ({"num_blobs": -1}, "room for a record"),
    ({"num_blobs": 2, "field_names": ["one"]}, "Wrong number of fieldNames"),
])
def test_errors(args, words):
    with pytest.raises(RuntimeError, match=words):
        run(create(**args))
