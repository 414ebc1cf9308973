"""LC against a product with the patch under each output pixel."""

import numpy as np
import pytest

from netdef.testing import Case, normal, operator_test
from oracles.windows import Window, channels_as, channels_first


def lc(x, filter, bias=None, order="NCHW", group=1, **args):
    x = channels_first(x, order)
    window = Window(x.shape[2:], args)
    rank = len(window.out)
    if order == "NHWC":
        filter = np.moveaxis(filter, -1, rank + 1)
    padded = window.padded(x, 0)
    patches = np.stack([padded[(slice(None), slice(None), *where)] for _, where in window.taps()], 2)
    patches = patches.reshape(x.shape[0], group, patches.shape[1] * patches.shape[2] // group, int(np.prod(window.out)))  # N, groups, C / group * taps, P
    weights = filter.reshape(patches.shape[-1], group, filter.shape[rank] // group, -1)
    y = np.einsum("ngkp,pgmk->ngmp", patches.astype(np.float64), weights).reshape(x.shape[0], filter.shape[rank], *window.out)
    if bias is not None:
        y = y + np.moveaxis(bias, -1, 0)
    return channels_as(y, order)


CASES = [
    Case([normal(2, 2, 5), normal(4, 3, 2, 2), normal(4, 3)], {"kernels": [2]}),
    Case([normal(2, 3, 4, 5), normal(3, 4, 2, 3, 2, 2), normal(3, 4, 2)], {"kernels": [2, 2]}),
    Case([normal(1, 4, 5, 3), normal(2, 3, 2, 3, 3, 3), normal(2, 3, 2)],
         {"kernels": [3, 3], "order": "NHWC", "pads": [1, 1, 0, 1], "strides": [2, 2]}),
    Case([normal(1, 4, 3, 3), normal(2, 2, 6, 2, 2, 2)], {"kernels": [2, 2], "group": 2}),
    Case([normal(1, 3, 3, 4), normal(2, 2, 6, 2, 2, 2)], {"kernels": [2, 2], "group": 2, "order": "NHWC"}),
    Case([normal(1, 2, 2, 3, 2), normal(1, 2, 1, 2, 2, 2, 2, 2)], {"kernels": [2, 2, 2]}),
    Case([normal(0, 2, 5), normal(4, 3, 2, 2)], {"kernels": [2]}),
    Case([normal(1, 2, 3, 3), normal(2, 2, 1, 2, 2)], {"kernels": [2, 2]}, error="spatial dims before those"),
    Case([normal(1, 2, 3, 3), normal(3, 2, 1, 2, 2, 2)], {"kernels": [2, 2]}, error="begin with the spatial dims"),
    Case([normal(1, 2, 3, 3), normal(2, 2, 1, 2, 2, 2), normal(1)], {"kernels": [2, 2]}, error="the bias must have shape"),
]

test_lc = operator_test("LC", lc, CASES, atol=1e-4)
test_lc_1d = operator_test("LC1D", lc, CASES[:1], atol=1e-4)
test_lc_2d = operator_test("LC2D", lc, CASES[1:5], atol=1e-4)
test_lc_3d = operator_test("LC3D", lc, CASES[5:6], atol=1e-4)


def test_gradient_refuses_a_wrong_dy():
    from netdef import core, workspace

    for name, value in {"x": normal(1, 2, 3, 3), "w": normal(2, 2, 1, 2, 2, 2), "dy": normal(1, 1, 3, 2)}.items():
        workspace.FeedBlob(name, value)
    with pytest.raises(Exception, match="dY must have the shape"):
        workspace.RunOperatorOnce(core.CreateOperator("LCGradient", ["x", "w", "dy"], ["dw", "db", "dx"], kernels=[2, 2]))
