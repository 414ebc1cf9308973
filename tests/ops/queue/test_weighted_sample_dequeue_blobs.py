"""WeightedSampleDequeueBlobs: which queue, how often."""

import numpy as np
import pytest

from nets import net, op, run
from netdef import workspace

CREATE = [op("CreateBlobsQueue", [], [q], capacity=100) for q in ("p", "q")]


def sample(weights=(1.0, 1.0), outputs=("x", "failed"), queues=("p", "q"), **args):
    return op("WeightedSampleDequeueBlobs", list(queues), list(outputs), weights=list(weights), **args)


def test_a_queue_of_weight_zero_is_never_chosen():
    ops = [*CREATE, op("EnqueueBlobs", ["q", "a"], ["a"]), sample([0.0, 3.0])]
    x, failed = run(*ops, feed={"a": np.float32([7])}, fetch=["x", "failed"])
    assert x == 7 and not failed


def test_weights_are_how_often():
    run(*CREATE, op("CloseBlobsQueue", ["p"], []), op("CloseBlobsQueue", ["q"], []))
    made = sample([1.0, 3.0], ["index", "failed"], table_idx_blob=0)
    made.device_option.random_seed = 5
    workspace.CreateNet(net(made, name="sample"))
    chosen = []
    for _ in range(400):
        workspace.RunNet("sample")
        chosen.append(workspace.FetchBlob("index")[0])
    assert workspace.FetchBlob("failed")
    assert 0.65 < np.mean(chosen) < 0.85


@pytest.mark.parametrize("made, words", [
    (sample([1.0]), "one weight for each queue"),
    (sample([0.0, 0.0]), "Sum of weights must be positive"),
    (sample([1.0, -1.0]), "bad weight"),
    (sample(table_idx_blob=2), "no output 2"),
    (sample([1.0, 0.0], ["x", "y", "failed"]), "records of 1"),
])
def test_errors(made, words):
    with pytest.raises(RuntimeError, match=words):
        run(*CREATE, made)
