"""Pooling as a reduction over the stacked taps of a window, and cases that every pooling operator should pass."""

from __future__ import annotations

import numpy as np

from netdef.testing import Case, distinct
from oracles.windows import Window, channels_as, channels_first


def pool(x, reduce, order="NCHW", **args):
    """`reduce` gets the pixels under each window, taps first, with NaN for padding, and the size of the whole window."""
    x = channels_first(x, order)
    window = Window(x.shape[2:], args)
    padded = window.padded(x.astype(np.float64), np.nan)
    taps = np.stack([padded[(slice(None), slice(None), *at)] for _, at in window.taps()])
    return channels_as(reduce(taps, int(np.prod(window.kernel))), order).astype(np.float32)


def image_cases() -> list[Case]:
    return [
        Case([distinct(2, 3, 7, 6)], {"kernel": 3}),
        Case([distinct(1, 2, 9, 8)], {"kernel": 3, "stride": 2, "pad": 1}),
        Case([distinct(1, 2, 9, 8)], {"kernel_h": 3, "kernel_w": 2, "stride_h": 1, "stride_w": 3}),
        Case([distinct(1, 2, 9, 8)], {"kernels": [4, 3], "strides": [2, 1], "pads": [3, 0, 1, 2]}),
        Case([distinct(1, 2, 9, 8)], {"kernel": 4, "pad_t": 1, "pad_l": 2, "pad_b": 0, "pad_r": 3}),
        Case([distinct(1, 2, 9, 8)], {"kernel": 3, "pad": -1}),
        Case([distinct(1, 2, 9, 8)], {"kernel": 3, "legacy_pad": 1, "stride": 2}),
        Case([distinct(1, 2, 9, 8)], {"kernel": 3, "legacy_pad": 2, "stride": 2}),
        Case([distinct(1, 2, 9, 8)], {"kernel": 1, "legacy_pad": 2, "stride": 4}),
        Case([distinct(1, 2, 9, 8)], {"kernel": 3, "legacy_pad": 3, "stride": 2}),
        Case([distinct(1, 2, 9, 8)], {"kernel": 3, "legacy_pad": 3, "stride": 2, "pad": 1}),
        Case([distinct(2, 3, 5, 4)], {"global_pooling": 1}),
        Case([distinct(0, 3, 5, 4)], {"kernel": 2}, id="no image"),
        Case([distinct(2, 7, 6, 3)], {"kernel": 3, "order": "NHWC"}),
        Case([distinct(1, 9, 8, 5)], {"kernel": 3, "stride": 2, "pad": 2, "order": "NHWC"}),
        Case([distinct(2, 5, 4, 3)], {"global_pooling": 1, "order": "NHWC"}),
        Case([distinct(1, 40, 56, 56)], {"kernel": 3, "stride": 2, "pad": 1}, gradient=False, why="speed"),
    ]


def line_cases() -> list[Case]:
    return [
        Case([distinct(2, 3, 9)], {"kernels": [3], "strides": [2], "pads": [1, 2]}),
        Case([distinct(2, 3, 9)], {"kernel": 3, "stride": 2, "pad": 1}),
        Case([distinct(2, 9, 3)], {"kernels": [2], "order": "NHWC"}),
        Case([distinct(2, 3, 9)], {"global_pooling": 1}),
    ]


def volume_cases() -> list[Case]:
    return [
        Case([distinct(1, 2, 4, 5, 4)], {"kernels": [2, 3, 2], "strides": [1, 2, 1], "pads": [1, 0, 1, 0, 2, 1]}),
        Case([distinct(1, 5, 4, 3, 2)], {"kernels": [2, 2, 2], "order": "NHWC"}),
        Case([distinct(2, 2, 2, 3, 2)], {"global_pooling": 1}),
    ]


def error_cases() -> list[Case]:
    return [
        Case([distinct(1, 2, 5, 5)], error="Pad should be smaller than kernel"),
        Case([distinct(1, 2, 5, 5)], {"kernel": 3, "pad": 3}, error="Pad should be smaller than kernel"),
        Case([distinct(1, 2, 5, 5)], {"kernel": 3, "dilation": 2}, error="dilation"),
        Case([distinct(1, 2, 5, 5)], {"global_pooling": 1, "stride": 2}, error="global_pooling"),
        Case([distinct(1, 2, 5, 5)], {"kernel": 6}, error="does not fit"),
        Case([distinct(1, 2, 5, 0)], {"kernel": 2}, error="empty"),
        Case([distinct(1, 2, 5, 5, 5)], {"kernel": 2}, error="axes"),
        Case([distinct(1, 2, 2, 2, 2, 2)], {"kernels": [1, 1, 1, 1]}, error="Unsupported pooling dim"),
        Case([distinct(1, 2, 5, 5, dtype=np.float64)], {"kernel": 2}, error="Tensor type mismatch|type of tensor"),
    ]


def gradient_refuses_wrong_shapes(op_type: str) -> None:
    """Y or dY of another shape than pooling X gives is an error, not a read past the end."""
    import pytest

    from netdef import core, workspace

    workspace.FeedBlob("x", distinct(1, 2, 5, 5))
    workspace.FeedBlob("y", distinct(1, 2, 4, 4))
    workspace.FeedBlob("z", distinct(1, 2, 4, 3))
    for names in (["x", "y", "z"], ["x", "z", "y"]):
        with pytest.raises(Exception, match="shape of the output"):
            workspace.RunOperatorOnce(core.CreateOperator(op_type, names, ["dx"], kernel=2))
