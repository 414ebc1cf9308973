"""TimerBegin, TimerGet, TimerEnd and TimerGetAndEnd."""

import pytest

from nets import op, run

BEGIN = op("TimerBegin", [], ["t"], counter_name="test_timer")


def test_time_goes_on():
    first, second = run(BEGIN, op("TimerGet", ["t"], ["a"]), op("TimerGetAndEnd", ["t"], ["b"]), fetch=["a", "b"])
    assert 0 <= first <= second < 60e9 and first.shape == ()


def test_ends_are_counted():
    keys = op("StatRegistryExport", [], ["keys", "values", "times"])
    names, values = run(BEGIN, op("TimerEnd", ["t"], []), keys, fetch=["keys", "values"])
    stats = dict(zip(names, values))
    assert stats[b"test_timer/time_ns/count"] >= 1 and b"test_timer/time_ns/sum" in stats


@pytest.mark.parametrize("ops, words", [
    ([BEGIN, op("TimerEnd", ["t"], []), op("TimerEnd", ["t"], [])], "stopped timer"),
    ([BEGIN, op("TimerEnd", ["t"], []), op("TimerGet", ["t"], ["a"])], "stopped timer"),
    ([BEGIN, op("TimerEnd", ["t"], []), op("TimerGetAndEnd", ["t"], ["a"])], "stopped timer"),
])
def test_errors(ops, words):
    with pytest.raises(RuntimeError, match=words):
        run(*ops)
