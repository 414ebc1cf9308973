import numpy as np
import pytest
from oracles.databases import read_blobs

from netdef import core, workspace


@pytest.fixture(autouse=True)
def root(tmp_path):
    workspace.ResetWorkspace(str(tmp_path))
    workspace.FeedBlob("a", np.ones(2, np.float32))
    yield tmp_path
    workspace.ResetWorkspace(".")


def checkpoint(iteration, operator="Checkpoint", **args):
    workspace.FeedBlob("it", np.array([iteration], np.int64))
    args = {"db": "at_%06d.db", "db_type": "minidb", "every": 2, **args}
    workspace.RunOperatorOnce(core.CreateOperator(operator, ["it", "a"], [], **args))


@pytest.mark.parametrize("operator", ["Checkpoint", "Snapshot"])
def test_every_second_iteration(root, operator):
    for iteration in range(5):
        checkpoint(iteration, operator)
    assert sorted(p.name for p in root.iterdir()) == ["at_000000.db", "at_000002.db", "at_000004.db"]
    assert [key for key, _ in read_blobs(root / "at_000002.db")] == ["it#%0", "a#%0"]


@pytest.mark.parametrize("pattern, name", [
    ("plain", "plain"), ("%d", "4"), ("50%%_%d", "50%_4"), ("[%3d]", "[  4]"), ("%03i", "004"), ("%ld", "4"),
])
def test_patterns(root, pattern, name):
    checkpoint(4, db=pattern)
    assert [p.name for p in root.iterdir()] == [name]


@pytest.mark.parametrize("pattern", ["%s", "%n", "%d%d", "%", "%x", "%999999999d"])
def test_other_patterns_are_refused(root, pattern):
    with pytest.raises(RuntimeError, match="pattern"):
        checkpoint(4, db=pattern)
    assert not list(root.iterdir())


def test_negative_iterations(root):
    checkpoint(-4, db="%04d")
    assert [p.name for p in root.iterdir()] == ["-004"]


@pytest.mark.parametrize("args, words", [
    ({"every": 0}, "interval should be positive"),
    ({"db": ""}, "Must specify a checkpoint file pattern"),
    ({"db_type": ""}, "Must specify a db type"),
])
def test_errors(args, words):
    with pytest.raises(RuntimeError, match=words):
        checkpoint(0, **args)
    workspace.FeedBlob("it", np.array([1], np.int32))
    with pytest.raises(RuntimeError, match="Tensor type mismatch"):
        workspace.RunOperatorOnce(core.CreateOperator("Checkpoint", ["it"], [], db="x", db_type="minidb"))
