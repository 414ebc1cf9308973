import numpy as np

from netdef import core, workspace
from netdef.testing import Case, booleans, distinct, operator_test


def average_precision(predictions, labels, buffer_size=0):
    if buffer_size:
        predictions, labels = predictions[-buffer_size:], labels[-buffer_size:]
    out = []
    for p, y in zip(predictions.T, labels.T):
        y = y[np.argsort(-p, kind="stable")] == 1
        precision = np.cumsum(y) / np.arange(1, len(y) + 1)
        out.append(precision[y].mean() if y.any() else 0.0)
    return np.float32(out)


def labels(*shape):
    return booleans(*shape).astype(np.int32)


test_ap_meter = operator_test("APMeter", average_precision, [
    Case([distinct(8, 3), labels(8, 3)]),
    Case([distinct(8, 3), labels(8, 3)], {"buffer_size": 20}),
    Case([distinct(8, 3), labels(8, 3)], {"buffer_size": 5}),
    Case([distinct(4, 2), np.zeros((4, 2), np.int32)]),
    Case([distinct(4), labels(4)], error="expected predictions and labels"),
    Case([distinct(4, 2), labels(4, 3)], error="expected predictions and labels"),
    Case([distinct(4, 2), labels(4, 2)], {"buffer_size": -1}, error="must not be negative"),
])


def test_remembers_earlier_batches():
    predictions, truth = distinct(12, 2), labels(12, 2)
    net = core.Net("ap")
    net.APMeter(["p", "y"], "ap", buffer_size=7)
    workspace.FeedBlob("p", predictions[:4])
    workspace.FeedBlob("y", truth[:4])
    workspace.CreateNet(net)
    for i in range(0, 12, 4):
        workspace.FeedBlob("p", predictions[i:i + 4])
        workspace.FeedBlob("y", truth[i:i + 4])
        workspace.RunNet(net)
    np.testing.assert_allclose(workspace.FetchBlob("ap"), average_precision(predictions, truth, 7), rtol=1e-5)
