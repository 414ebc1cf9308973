"""CreateScope and HasScope: when a scope holds the blobs of a forward run."""

import numpy as np

from nets import net, op, run
from netdef import workspace

DO = op("Do", ["x", "scope"], ["y", "scope"], net=net(op("Copy", ["a"], ["b"])), inner_blobs=["a", "b"],
        outer_blobs_idx=[0, 1])
FEED = {"x": np.float32([1])}


def test_a_run_of_do_fills_the_scope():
    before, after = run(op("CreateScope", [], ["scope"]), op("HasScope", ["scope"], ["before"]), DO,
                        op("HasScope", ["scope"], ["after"]), feed=FEED, fetch=["before", "after"])
    assert before.shape == after.shape == (1,)
    assert not before and after


def test_created_again_it_is_empty():
    run(op("CreateScope", [], ["scope"]), DO, feed=FEED)
    workspace.RunNetOnce(net(op("CreateScope", [], ["scope"]), op("HasScope", ["scope"], ["has"])))
    assert not workspace.FetchBlob("has")


def test_shape_of_has_scope():
    shapes, types = workspace.InferShapesAndTypes([net(op("HasScope", ["scope"], ["has"]))], {"scope": []})
    assert shapes["has"] == [1]
