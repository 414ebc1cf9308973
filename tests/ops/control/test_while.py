"""While: how often the nets run."""

import numpy as np
import pytest

from nets import net, op, run

STEP = net(op("Add", ["i", "one"], ["i"]), name="loop")
TEST = net(op("LT", ["i", "n"], ["c"]), name="cond")
FEED = {"c": np.array([False]), "i": np.array([0]), "one": np.array([1]), "n": np.array([5])}


def test_the_condition_net_runs_before_each_look():
    c, i = run(op("While", ["c", "i", "n", "one"], ["i", "c"], loop_net=STEP, cond_net=TEST), feed=FEED, fetch=["c", "i"])
    assert i == 5 and not c


def test_the_loop_itself_may_compute_the_condition():
    loop = net(*STEP.op, *TEST.op)
    assert run(op("While", ["c", "i", "n", "one"], ["i", "c"], loop_net=loop), feed={**FEED, "c": np.array(True)}, fetch="i") == 5


def test_a_false_condition_at_the_start():
    assert run(op("While", ["c", "i", "one"], ["i"], loop_net=STEP), feed=FEED, fetch="i") == 0


@pytest.mark.parametrize("condition, nets, words", [
    (np.array(True), {}, "loop_net must be specified"),
    (np.array([True, True]), {"loop_net": STEP}, "single value expected"),
    (np.array(True), {"loop_net": net(op("ThrowException", [], [], message="from inside"))}, "from inside"),
])
def test_errors(condition, nets, words):
    with pytest.raises(RuntimeError, match=words):
        run(op("While", ["c"], [], **nets), feed={**FEED, "c": condition})
