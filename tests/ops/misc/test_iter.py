"""Iter and AtomicIter."""

import numpy as np
import pytest

from nets import net, op, run
from netdef import workspace


def test_each_run_counts():
    run(feed={"i": np.array([41])})
    for expected in (42, 43):
        workspace.RunNetOnce(net(op("Iter", ["i"], ["i"])))
        assert workspace.FetchBlob("i") == expected


def test_without_an_input_it_begins_at_one():
    run()
    workspace.CreateNet(net(op("Iter", [], ["i"]), name="count"))
    for expected in (1, 2, 3):
        workspace.RunNet("count")
        assert workspace.FetchBlob("i") == expected


def test_threads_do_not_disturb_each_other():
    ops = [op("CreateMutex", [], ["m"])] + [op("AtomicIter", ["m", "i"], ["i"])] * 40
    assert run(*ops, feed={"i": np.array([0])}, fetch="i", type="dag", num_workers=4) == 40


@pytest.mark.parametrize("start, words", [
    (np.array([-1]), "negative"),
    (np.array([2**63 - 1]), "Overflow"),
    (np.array([1, 2]), "not of the right size"),
    (np.float32([1]), "must be int64"),
])
def test_errors(start, words):
    for counter in (op("Iter", ["i"], ["i"]), op("AtomicIter", ["m", "i"], ["i"])):
        with pytest.raises(RuntimeError, match=words):
            run(op("CreateMutex", [], ["m"]), counter, feed={"i": start})
