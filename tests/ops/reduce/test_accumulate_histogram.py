import numpy as np

from netdef import core, workspace
from netdef.testing import Case, normal, operator_test


def accumulate_histogram(x, lower_bound=0.0, upper_bound=1.0, num_buckets=1):
    inner, _ = np.histogram(x[(x >= lower_bound) & (x < upper_bound)], num_buckets, (lower_bound, upper_bound))
    counts = np.concatenate([[(x < lower_bound).sum()], inner, [(x >= upper_bound).sum()]]).astype(np.int64)
    return counts, counts


ARGS = {"lower_bound": -1.0, "upper_bound": 1.0, "num_buckets": 4}

test_accumulate_histogram = operator_test("AccumulateHistogram", accumulate_histogram, [
    Case([normal(5, 6)], args=ARGS),
    Case([np.array([-1, 0, 0.1, 0.25, 0.5, 0.75, 1, 2], np.float32)], args={"num_buckets": 4}),
    Case([normal(0)], args=ARGS),
    Case([normal(3)], args={"num_buckets": 0}, error="must be positive"),
    Case([normal(3)], args={"upper_bound": float("nan")}, error="must be numbers"),
    Case([np.array([-2, 0, 0.5, -1e30], np.float32)], args={"lower_bound": -np.inf, "num_buckets": 3}, expected=(np.array([0, 0, 0, 4, 0]),) * 2),
])


def test_histogram_accumulates():
    workspace.ResetWorkspace()
    net = core.Net("accumulate_histogram")
    net.Proto().op.extend([core.CreateOperator("AccumulateHistogram", ["x"], ["now", "all"], **ARGS)])
    workspace.FeedBlob("x", normal(20))
    workspace.CreateNet(net)
    total = np.zeros(6, np.int64)
    for n in (20, 7):
        workspace.FeedBlob("x", normal(n))
        workspace.RunNet(net.Name())
        total = total + workspace.FetchBlob("now")
    np.testing.assert_array_equal(workspace.FetchBlob("all"), total)
    assert total.sum() == 27
