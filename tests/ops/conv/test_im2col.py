"""Im2Col and Col2Im against taps of a padded image."""

import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.windows import Window, channels_first


def im2col(x, order="NCHW", **args):
    """pad is for all sides; kernel, stride and dilation for both axes, or where they have one of their own."""
    lists = {f"{name}s": [args.get(f"{name}_{axis}", args.get(name, 1)) for axis in "hw"] for name in ("kernel", "stride", "dilation")}
    args = {**lists, "pad": args.get("pad", 0)}
    x = channels_first(x, order)
    window = Window(x.shape[2:], args)
    padded = window.padded(x, 0)
    taps = np.stack([padded[(slice(None), slice(None), *where)] for _, where in window.taps()], 2)  # N, C, taps, H, W
    if order == "NCHW":
        return taps.reshape(x.shape[0], taps.shape[1] * taps.shape[2], *window.out)
    return taps.transpose(0, 3, 4, 2, 1).reshape(x.shape[0], *window.out, taps.shape[1] * taps.shape[2])


def col2im(columns, image, **args):
    """The transpose of im2col, column by column of its matrix."""
    out = np.zeros(image.size)
    for i in range(image.size):
        unit = np.zeros(image.size)
        unit[i] = 1
        out[i] = np.sum(im2col(unit.reshape(image.shape), **args) * columns.reshape(im2col(unit.reshape(image.shape), **args).shape))
    return out.reshape(image.shape)


test_im2col = operator_test("Im2Col", im2col, [
    Case([normal(2, 3, 5, 4)], {"kernel": 2}),
    Case([normal(1, 2, 6, 7)], {"kernel": 3, "pad": 2, "stride": 2, "dilation": 2}),
    Case([normal(2, 5, 4, 3)], {"kernel": 2, "pad": 1, "stride": 2, "order": "NHWC"}),
    Case([normal(1, 1, 4, 6)], {"kernel_h": 2, "kernel_w": 3}),
    Case([normal(1, 2, 5, 6)], {"kernel": 2, "kernel_w": 1, "stride": 3, "stride_h": 2, "dilation_h": 2, "pad": 1}),
    Case([normal(0, 3, 5, 4)], {"kernel": 2}),
    Case([normal(1, 2, 3, 3)], {"kernel": 5}, error="does not fit"),
    Case([normal(1, 2, 3)], {"kernel": 2}, error="two spatial axes"),
    Case([normal(1, 2, 3, 3)], {"kernel_h": 2}, error="must be positive"),
    Case([normal(1, 2, 3, 3)], {"kernel": 2, "pad": -1}, error="pad must not be negative"),
])

test_col2im = operator_test("Col2Im", col2im, [
    Case([normal(1, 8, 3, 4), normal(1, 2, 4, 5)], {"kernel": 2}),
    Case([normal(1, 2, 2, 18), normal(1, 4, 4, 2)], {"kernel": 3, "pad": 1, "stride": 2, "order": "NHWC"}),
    Case([normal(1, 8, 3, 3), normal(1, 2, 4, 5)], {"kernel": 2}, error="size of the unfolded image"),
], gradient=[0])
