"""ReservoirSampling: what is kept is a subset of what came, every row with the same chance."""

import numpy as np
import pytest

from nets import get, net, op, run
from netdef import workspace

MUTEX, MAP = op("CreateMutex", [], ["m"]), op("CreateMap", [], ["map"], key_dtype=10, value_dtype=2)


def sampling(n, seed=1):
    made = op("ReservoirSampling", ["r", "visited", "rows", "m"], ["r", "visited"], num_to_collect=n)
    made.device_option.random_seed = seed
    return made


def start(**others):
    return {"r": np.zeros(0, np.float32), "visited": np.array(0), **others}


@pytest.mark.parametrize("n, batches", [(5, [2, 2]), (5, [5]), (3, [2, 0, 4, 10]), (1, [1, 1, 1])])
def test_a_subset_without_repetition(n, batches):
    run(MUTEX, feed=start(rows=np.zeros((0, 2), np.float32)))
    workspace.CreateNet(net(sampling(n), name="n"))
    total = 0
    for size in batches:
        workspace.FeedBlob("rows", np.float32([[total + i, -total - i] for i in range(size)]).reshape(-1, 2))
        workspace.RunNet("n")
        total += size
        r, visited = get(["r", "visited"])
        assert visited == total and r.shape == (min(n, total), 2)
        assert len(set(r[:, 0])) == len(r) and set(r[:, 0]) <= set(range(total))
        np.testing.assert_array_equal(r[:, 1], -r[:, 0])


def test_every_row_has_the_same_chance():
    """5 of 20 rows in 200 runs: each 50 times on average, sigma about 6.1."""
    counts = np.zeros(20)
    for seed in range(1, 201):
        r = run(MUTEX, sampling(5, seed), feed=start(rows=np.arange(20, dtype=np.float32)), fetch="r")
        counts[r.astype(int)] += 1
    assert counts.sum() == 1000 and counts.min() > 50 - 5 * 6.1 and counts.max() < 50 + 5 * 6.1


def with_ids(n, rows, ids, seed=1):
    made = op("ReservoirSampling", ["r", "visited", "rows", "m", "ids", "map", "at"], ["r", "visited", "map", "at"], num_to_collect=n)
    made.device_option.random_seed = seed
    return run(MUTEX, MAP, made, op("MapToKeyValue", ["map"], ["k", "v"]), feed=start(rows=np.float32(rows), ids=np.int64(ids), at=np.zeros(0, np.int64)),
               fetch=["r", "visited", "at", "k", "v"])


def test_an_object_is_there_once():
    r, visited, at, _, _ = with_ids(5, [1, 2, 3, 4], [7, 8, 7, 9])
    assert r.tolist() == [1, 2, 4] and visited == 3 and at.tolist() == [7, 8, 9]


@pytest.mark.parametrize("seed", range(1, 8))
def test_map_and_places_agree(seed):
    ids = np.random.default_rng(seed).integers(0, 30, 60)
    r, _, at, k, v = with_ids(4, ids * 10, ids, seed)
    assert len(set(at.tolist())) == 4 and dict(zip(k.tolist(), v.tolist())) == {o: i for i, o in enumerate(at.tolist())}
    np.testing.assert_array_equal(r, at * 10)


@pytest.mark.parametrize("n, feed, words", [
    (0, start(rows=np.float32([1])), "must be positive"),
    (3, start(rows=np.float32([1]), visited=np.array(2)), "reservoir must hold 2"),
    (3, start(rows=np.float32([1]), visited=np.array(-1)), "reservoir must hold"),
    (3, start(rows=np.float32([1]), r=np.int32([1]), visited=np.array(1)), "cannot follow"),
    (3, start(rows=np.array(1, np.float32)), "cannot follow"),
])
def test_errors(n, feed, words):
    with pytest.raises(RuntimeError, match=words):
        run(MUTEX, sampling(n), feed=feed)


def test_ids_for_every_row():
    with pytest.raises(RuntimeError, match="one object id for each row"):
        with_ids(3, [1, 2], [1])
