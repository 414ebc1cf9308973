"""CreateTensorVector, TensorVectorSize, ConcatTensorVector, CollectTensor."""

import numpy as np
import pytest

from nets import get, net, op, run
from netdef import workspace

CREATE = op("CreateTensorVector", [], ["v"])
SIZE = op("TensorVectorSize", ["v"], ["size"])
CONCAT = op("ConcatTensorVector", ["v"], ["y"])


def collect(n=3):
    return op("CollectTensor", ["v", "x"], ["v"], num_to_collect=n)


def test_a_new_list_is_empty():
    size = run(CREATE, SIZE, fetch="size")
    assert size.dtype == np.int32 and size.shape == () and size == 0
    with pytest.raises(RuntimeError, match="must not be empty"):
        run(CREATE, CONCAT)


def sample(n, of, seed):
    """What is kept of the rows [[0, 0], [1, 10], ...], and of their copies in a second list."""
    count = op("Add", ["i", "one"], ["i"])
    keep = op("CollectTensor", ["v", "w", "i", "i"], ["v", "w"], num_to_collect=n)
    keep.device_option.random_seed = seed
    run(CREATE, op("CreateTensorVector", [], ["w"]), feed={"i": np.int64([[-1, -10]]), "one": np.int64([[1, 10]])})
    workspace.CreateNet(net(count, keep, name="n"))
    workspace.RunNet("n", of)
    workspace.RunNetOnce(net(SIZE, CONCAT, op("ConcatTensorVector", ["w"], ["z"]), name="read"))
    return get(["y", "z", "size"])


@pytest.mark.parametrize("n, of", [(5, 3), (3, 3), (2, 7)])
def test_collect(n, of):
    y, z, size = sample(n, of, seed=3)
    kept = min(n, of)
    assert size == kept and y.shape == (kept, 2)
    assert len(set(y[:, 0])) == kept and set(y[:, 0]) <= set(range(of))
    np.testing.assert_array_equal(y[:, 1], 10 * y[:, 0])
    np.testing.assert_array_equal(y, z)


def test_every_tensor_has_the_same_chance():
    """20 of 100 are kept in each of 60 runs: 12 times each on average, sigma about 3.1."""
    counts = np.zeros(100)
    for seed in range(1, 61):
        counts[sample(20, 100, seed)[0][:, 0]] += 1
    assert counts.sum() == 1200 and counts.min() > 12 - 5 * 3.1 and counts.max() < 12 + 5 * 3.1
    assert abs(counts[:50].sum() - 600) < 5 * 20


def test_what_was_collected_is_a_copy():
    ops = [CREATE, collect(), op("Scale", ["x"], ["x"], scale=2.0), CONCAT]
    np.testing.assert_array_equal(run(*ops, feed={"x": np.float32([1, 2])}, fetch="y"), [1, 2])


def test_strings():
    x = np.array([b"a", b"bc"], object)
    assert run(CREATE, collect(), CONCAT, feed={"x": x}, fetch="y").tolist() == x.tolist()


def test_errors():
    with pytest.raises(RuntimeError, match="num_to_collect"):
        run(CREATE, collect(0), feed={"x": np.float32([1])})
    with pytest.raises(RuntimeError):
        run(CREATE, op("CollectTensor", ["v", "x", "x"], ["v"], num_to_collect=1), feed={"x": np.float32([1])})
