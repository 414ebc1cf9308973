"""ConvTranspose against spreading each input pixel over its window."""

import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.windows import channels_as, channels_first, spelled


def conv_transpose(x, w, b=None, order="NCHW", group=1, **args):
    x, w = channels_first(x, order), channels_first(w, order)
    n = x.ndim - 2
    kernel, stride, adj = (spelled(args, k, d, n) for k, d in (("kernel", 0), ("stride", 1), ("adj", 0)))
    pads = args["pads"] if "pads" in args else spelled(args, "pad", 0, 2 * n, ("pad_t", "pad_l", "pad_b", "pad_r"))
    full = [(s - 1) * st + k + a for s, st, k, a in zip(x.shape[2:], stride, kernel, adj)]
    inputs, outputs = x.shape[1] // group, w.shape[1]
    y = np.zeros((x.shape[0], outputs * group, *full))
    for at in np.ndindex(*x.shape[2:]):
        window = tuple(slice(i * s, i * s + k) for i, s, k in zip(at, stride, kernel))
        for g in range(group):
            rows = slice(g * inputs, (g + 1) * inputs)
            y[(slice(None), slice(g * outputs, (g + 1) * outputs), *window)] += np.einsum(
                "nm,mc...->nc...", x[(slice(None), rows, *at)].astype(np.float64), w[rows])
    y = y[(slice(None), slice(None), *(slice(pads[i], full[i] - pads[i + n]) for i in range(n)))]
    if b is not None:
        y = y + b.reshape(-1, *[1] * n)
    return channels_as(y, order).astype(np.float32)


test_conv_transpose = operator_test("ConvTranspose", conv_transpose, [
    Case([normal(2, 3, 4, 5), normal(3, 2, 3, 3), normal(2)], {"kernel": 3}),
    Case([normal(1, 3, 4, 5), normal(3, 2, 3, 2)], {"kernel_h": 3, "kernel_w": 2, "stride_h": 2, "stride_w": 3, "adj_h": 1, "adj_w": 2}),
    Case([normal(1, 3, 4, 5), normal(3, 2, 4, 4), normal(2)], {"kernels": [4, 4], "strides": [2, 2], "pads": [1, 0, 2, 1], "adjs": [1, 0]}),
    Case([normal(1, 3, 4, 5), normal(3, 2, 3, 3)], {"kernel": 3, "stride": 2, "pad": 1, "adj": 1, "dilation": 3}),
    Case([normal(2, 4, 3, 3), normal(4, 3, 3, 3), normal(6)], {"kernel": 3, "group": 2, "stride": 2}),
    Case([normal(2, 4, 3, 5), normal(4, 1, 3, 3), normal(4)], {"kernel": 3, "group": 4, "stride": 2}, id="depthwise"),
    Case([normal(2, 4, 3, 3), normal(4, 2, 1, 1)], {"kernel": 1}),
    Case([normal(2, 4, 5, 3), normal(3, 3, 3, 2), normal(2)], {"kernel": 3, "order": "NHWC", "stride": 2, "pad": 1}),
    Case([normal(1, 4, 5, 4), normal(4, 2, 2, 3), normal(6)], {"kernel": 2, "order": "NHWC", "group": 2}),
    Case([normal(0, 3, 4, 5), normal(3, 2, 3, 3)], {"kernel": 3}, id="no image"),
    Case([normal(1, 2, 5, 4), normal(2, 3, 3, 3)], {"kernel": 3, "pad": 3}, id="nothing left", gradient=False, why="no output"),
    Case([normal(2, 3, 5), normal(3, 2, 3), normal(2)], {"kernels": [3], "strides": [2], "pads": [1, 0]}),
    Case([normal(1, 2, 3, 2, 3), normal(2, 2, 2, 2, 3)], {"kernels": [2, 2, 3], "strides": [1, 2, 2], "adjs": [0, 1, 1]}),
    Case([normal(1, 2, 4, 4), normal(2, 3, 3, 3)], error=r"kernel_\[dim\] > 0"),
    Case([normal(1, 2, 4, 4), normal(3, 3, 3, 3)], {"kernel": 3}, error="input channels"),
    Case([normal(1, 2, 4, 4), normal(2, 3, 3, 3)], {"kernel": 3, "stride": 2, "adj": 3}, error="adj"),
    Case([normal(1, 2, 4, 4), normal(2, 3, 3, 3)], {"kernel": 3, "pad": 9}, error="larger than the output"),
    Case([normal(1, 2, 4, 4), normal(2, 3, 3, 3)], {"kernel": 3, "pad": -1}, error="negative"),
    Case([normal(1, 2, 4, 4), normal(2, 3, 3, 3)], {"kernel": 3, "group": 3}, error="divisible by group"),
    Case([normal(1, 2, 4, 4), normal(2, 3, 3, 3), normal(2)], {"kernel": 3}, error="bias"),
    Case([normal(1, 2, 4, 4), normal(2, 3, 3, 3)], {"kernel": 3, "legacy_pad": 3}, error="legacy_pad"),
])


def test_gradient_outputs():
    """Without a bias the input's gradient comes second, and may be left out."""
    from netdef import core, workspace

    for name, value in {"x": normal(2, 3, 4, 5), "w": normal(3, 2, 2, 2), "dy": normal(2, 2, 5, 6)}.items():
        workspace.FeedBlob(name, value)

    def run(outputs, **args):
        workspace.RunOperatorOnce(core.CreateOperator("ConvTransposeGradient", ["x", "w", "dy"], outputs, kernel=2, **args))
        return [workspace.FetchBlob(o) for o in outputs]

    dw, db, dx = run(["dw", "db", "dx"])
    np.testing.assert_array_equal(run(["a"], no_bias=1)[0], dw)
    np.testing.assert_array_equal(run(["a", "b"], no_bias=1)[1], dx)
    np.testing.assert_array_equal(run(["a", "b"])[1], db)
