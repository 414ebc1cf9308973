"""WallClockTime against the clock of Python."""

import time

import numpy as np

from nets import op, run


def test_nanoseconds_since_1970():
    before = time.time_ns()
    now = run(op("WallClockTime", [], ["t"]), fetch="t")
    assert before - 10**9 <= now <= time.time_ns() + 10**9
    assert now.dtype == np.int64 and now.shape == ()
