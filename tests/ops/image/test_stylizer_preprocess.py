"""PackedInt8BGRANHWCToNCHWCStylizerPreprocess: planes less means, and noise that is drawn once."""

import numpy as np

from netdef import core, workspace
from netdef.testing import Case, integers, normal, operator_test

NAME = "PackedInt8BGRANHWCToNCHWCStylizerPreprocess"


def preprocess(x, mean, noise_std=10.0):
    return np.moveaxis(x[..., :3].astype(np.float32) - mean, -1, 1)


def pixels(*shape):
    return integers(*shape, 4, low=0, high=256, dtype=np.uint8)


test_preprocess = operator_test(NAME, preprocess, [
    Case([pixels(1, 4, 5), normal(3)], {"noise_std": 0.0}),
    Case([pixels(3, 2, 7), normal(3)], {"noise_std": 0.0}),
    Case([pixels(0, 4, 5), normal(3)]),
    Case([pixels(1, 4, 5)[..., :3], normal(3)], error="four bytes"),
    Case([pixels(1, 4, 5), normal(2)], error="mean for each"),
    Case([pixels(4, 5), normal(3)], error="two spatial axes"),
    Case([pixels(1, 4, 5), normal(3)], {"noise_size": 0}, error="noise_size"),
    Case([normal(1, 4, 5, 4), normal(3)], error="type"),
])


def test_noise():
    workspace.FeedBlob("x", np.zeros((1, 50, 60, 4), np.uint8))
    workspace.FeedBlob("mean", np.zeros(3, np.float32))
    workspace.RunOperatorOnce(core.CreateOperator(NAME, ["x", "mean"], ["y"], noise_std=5.0, noise_size=491))
    y = workspace.FetchBlob("y")
    assert abs(y.std() - 5) < 0.6 and abs(y.mean()) < 1
    flat = y.ravel()
    np.testing.assert_array_equal(flat[491:982], flat[:491])
