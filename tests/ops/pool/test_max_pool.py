"""MaxPool and its spellings against the maximum over taps."""

import numpy as np

from netdef.testing import Case, operator_test
from oracles.pooling import error_cases, gradient_refuses_wrong_shapes, image_cases, line_cases, pool, volume_cases


def max_pool(x, **args):
    return pool(x, lambda taps, size: np.nanmax(taps, axis=0), **args)


test_max_pool = operator_test("MaxPool", max_pool, image_cases() + line_cases() + volume_cases() + error_cases() + [
    Case([np.arange(5, dtype=np.float32).reshape(1, 1, 1, 5) - 9], {"kernel": 1, "stride_h": 1, "stride_w": 3, "legacy_pad": 3},
         expected=np.float32([[[[-9, -6, 0]]]]), id="a window beyond the image gives 0"),
], step=1e-3)  # no step may swap two pixels
test_max_pool1d = operator_test("MaxPool1D", max_pool, line_cases())
test_max_pool2d = operator_test("MaxPool2D", max_pool, image_cases()[:4])
test_max_pool3d = operator_test("MaxPool3D", max_pool, volume_cases())


def test_ties_share_the_gradient():
    from netdef import core, workspace

    workspace.FeedBlob("x", np.float32([[[[1, 2, 2]]]]))
    workspace.RunOperatorOnce(core.CreateOperator("MaxPool", ["x"], ["y"], kernel_h=1, kernel_w=2))
    workspace.FeedBlob("dy", np.float32([[[[10, 1]]]]))
    workspace.RunOperatorOnce(core.CreateOperator("MaxPoolGradient", ["x", "y", "dy"], ["dx"], kernel_h=1, kernel_w=2))
    np.testing.assert_array_equal(workspace.FetchBlob("dx"), np.float32([[[[0, 11, 1]]]]))


def test_gradient_shapes():
    for suffix in ("", "1D", "2D", "3D"):
        gradient_refuses_wrong_shapes(f"MaxPool{suffix}Gradient")
