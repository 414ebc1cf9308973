"""CreateMutex: what it makes serves those who lock it."""

import numpy as np

from nets import op, run


def test_a_mutex_can_be_used_many_times():
    ops = [op("CreateMutex", [], ["m"])] + [op("AtomicIter", ["m", "i"], ["i"])] * 3
    assert run(*ops, feed={"i": np.array([0])}, fetch="i") == 3


def test_fetching_it_tells_its_type():
    assert b"mutex" in run(op("CreateMutex", [], ["m"]), fetch="m")
