"""Nets of the model zoo, with seeded weights, against what Caffe2 computed."""

import numpy as np
import pytest
from oracles.model_files import ZOO, net, zoo_inputs, zoo_weights

from netdef import workspace

NETS = sorted(folder.name for folder in ZOO.iterdir() if folder.is_dir())
# Near-ties between boxes may fall the other way, so detections are compared by their distribution.
DETECTIONS = ("_nms", "rois", "roi_probs", "cls_prob", "bbox_pred", "cls_score")


@pytest.mark.parametrize("name", NETS)
def test_as_written(name):
    workspace.ResetWorkspace()
    for blob, value in {**zoo_weights(ZOO / name), **zoo_inputs(ZOO / name)}.items():
        workspace.FeedBlob(blob, value)
    predict = net(ZOO / name / "predict_net.pb")
    workspace.CreateNet(predict, overwrite=True)
    workspace.RunNet(predict.name)
    for blob, expected in np.load(ZOO / name / "expected.npz").items():
        got = workspace.FetchBlob(blob)
        if blob.endswith(DETECTIONS):
            assert got.ndim == expected.ndim and got.shape[1:] == expected.shape[1:]
            assert abs(len(got) - len(expected)) <= 0.05 * len(expected) + 1
            steps = np.linspace(0, 1, 101)
            gap = np.abs(np.quantile(got, steps) - np.quantile(expected, steps)).max()
            assert gap <= 0.02 * (np.abs(expected).max() + 1e-6)
        else:
            np.testing.assert_allclose(got, expected, rtol=0, atol=2e-3 * np.abs(expected).max())
    workspace.ResetWorkspace()
