"""StatRegistryCreate, StatRegistryUpdate and StatRegistryExport."""

import time

import numpy as np
import pytest

from nets import op, run

CREATE = op("StatRegistryCreate", [], ["r"])
FEED = {"k": np.array([b"b", b"a"], object), "v": np.array([3, 4])}


def export(*inputs, **args):
    return op("StatRegistryExport", list(inputs), ["keys", "values", "times"], **args)


def test_an_empty_registry():
    keys, values, times = run(CREATE, export("r"), fetch=["keys", "values", "times"])
    assert keys.shape == values.shape == times.shape == (0,)


@pytest.mark.parametrize("reset, expected", [(0, [4, 3]), (1, [0, 0])])
def test_updates_add_up_and_an_export_may_reset(reset, expected):
    ops = [CREATE, op("StatRegistryUpdate", ["k", "v", "r"], []), export("r", reset=reset), export("r")]
    before = time.time_ns()
    keys, values, times = run(*ops, feed=FEED, fetch=["keys", "values", "times"])
    assert list(keys) == [b"a", b"b"] and list(values) == expected
    assert (np.abs(times - before) < 60 * 10**9).all()


def test_the_registry_of_the_process():
    feed = {"k": np.array([b"test_stat_registry"], object), "v": np.array([5])}
    ops = [op("StatRegistryUpdate", ["k", "v"], []), op("StatRegistryUpdate", ["k", "v"], []), export(reset=0)]
    keys, values = run(*ops, feed=feed, fetch=["keys", "values"])
    assert dict(zip(keys, values))[b"test_stat_registry"] % 10 == 0


def test_a_value_for_each_key():
    with pytest.raises(RuntimeError, match="a value for each key"):
        run(CREATE, op("StatRegistryUpdate", ["k", "v", "r"], []), feed={**FEED, "v": np.array([1])})
