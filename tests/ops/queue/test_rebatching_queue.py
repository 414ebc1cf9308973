"""CreateRebatchingQueue, EnqueueRebatchingQueue, DequeueRebatchingQueue and CloseRebatchingQueue."""

import numpy as np
import pytest

from nets import net, op, run
from netdef import workspace

A, B = np.arange(6, dtype=np.float32).reshape(3, 2), np.array([b"x", b"y", b"z"], object)


def create(**args):
    return op("CreateRebatchingQueue", [], ["q"], **{"capacity": 10, **args})


def enqueue(*blobs, **args):
    return op("EnqueueRebatchingQueue", ["q", *blobs], [], **args)


def dequeue(*blobs, **args):
    return op("DequeueRebatchingQueue", ["q"], list(blobs), **args)


CLOSE = op("CloseRebatchingQueue", ["q"], [])


def test_rows_come_in_other_batches():
    ops = [create(num_blobs=2), enqueue("a", "b", enqueue_batch=1), dequeue("x", "y", num_elements=2), CLOSE,
           dequeue("x2", "y2", num_elements=5)]
    x, y, x2, y2 = run(*ops, feed={"a": A, "b": B}, fetch=["x", "y", "x2", "y2"])
    np.testing.assert_array_equal(x, A[:2])
    np.testing.assert_array_equal(y, B[:2])
    np.testing.assert_array_equal(x2, A[2:])
    np.testing.assert_array_equal(y2, B[2:])


def test_a_whole_tensor_may_be_a_row():
    x = run(create(), enqueue("a"), enqueue("a"), dequeue("x", num_elements=2), feed={"a": A}, fetch="x")
    np.testing.assert_array_equal(x, [A, A])
    assert run(create(), enqueue("s"), dequeue("x"), feed={"s": np.array(3)}, fetch="x").shape == (1,)


def test_a_small_queue_passes_a_large_batch_on():
    run(create(capacity=1), feed={"a": A})
    workspace.RunNetOnce(net(enqueue("a", enqueue_batch=1), dequeue("x", num_elements=3), type="dag", num_workers=2))
    np.testing.assert_array_equal(workspace.FetchBlob("x"), A)


def test_an_error_elsewhere_ends_the_wait():
    with pytest.raises(RuntimeError, match="from the other"):
        run(create(), dequeue("x"), op("ThrowException", [], [], message="from the other"), type="dag", num_workers=3)


@pytest.mark.parametrize("ops", [[CLOSE, dequeue("x")], [CLOSE, enqueue("a")], [enqueue("a"), dequeue("x", num_elements=0)]])
def test_what_a_closed_or_empty_request_fails(ops):
    with pytest.raises(RuntimeError):
        run(create(), *ops, feed={"a": A})


@pytest.mark.parametrize("ops, words", [
    ([create(num_blobs=2), enqueue("a")], "tensors of a row"),
    ([create(), enqueue("s", enqueue_batch=1)], "no rows"),
    ([create(num_blobs=2), enqueue("a", "t", enqueue_batch=1)], "must have 3 rows"),
    ([create(), enqueue("a"), enqueue("t"), dequeue("x", num_elements=2)], "cannot be in one batch"),
    ([create(num_blobs=2), enqueue("a", "a"), dequeue("x")], "outputs for rows of 2"),
    ([create(capacity=0)], "room for a row"),
    ([create(num_blobs=0)], "room for a row"),
    ([create(), dequeue("x", num_elements=-1)], "num_elements"),
])
def test_errors(ops, words):
    with pytest.raises(RuntimeError, match=words):
        run(*ops, feed={"a": A, "s": np.array(3), "t": A[:2]})
