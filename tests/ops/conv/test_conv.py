"""Conv and its spellings against a sum over taps."""

import numpy as np
import pytest

from netdef.testing import Case, normal, operator_test
from oracles.windows import Window, channels_as, channels_first


def conv(x, w, b=None, order="NCHW", group=1, **args):
    x, w = channels_first(x, order), channels_first(w, order)
    window = Window(x.shape[2:], args)
    padded = window.padded(x.astype(np.float64), 0)
    outputs, inputs = w.shape[0] // group, w.shape[1]
    y = np.zeros((x.shape[0], w.shape[0], *window.out))
    for tap, at in window.taps():
        for g in range(group):
            seen = padded[(slice(None), slice(g * inputs, (g + 1) * inputs), *at)]
            weight = w[(slice(g * outputs, (g + 1) * outputs), slice(None), *tap)]
            y[:, g * outputs:(g + 1) * outputs] += np.einsum("nc...,mc->nm...", seen, weight)
    if b is not None:
        y += b.reshape(-1, *[1] * len(window.out))
    return channels_as(y, order).astype(np.float32)


IMAGES = [
    Case([normal(2, 3, 7, 6), normal(4, 3, 3, 3), normal(4)], {"kernel": 3}),
    Case([normal(1, 2, 9, 8), normal(4, 2, 3, 2), normal(4)], {"kernel_h": 3, "kernel_w": 2, "stride_h": 2, "stride_w": 1}),
    Case([normal(1, 2, 9, 8), normal(3, 2, 3, 3)], {"kernels": [3, 3], "strides": [2, 3], "pads": [1, 0, 2, 1]}),
    Case([normal(1, 2, 9, 8), normal(3, 2, 3, 3)], {"kernel": 3, "pad_t": 1, "pad_l": 2, "pad_b": 0, "pad_r": 1}),
    Case([normal(1, 2, 9, 8), normal(3, 2, 3, 3)], {"kernel": 3, "dilation": 2, "pad": 2}),
    Case([normal(1, 2, 9, 8), normal(3, 2, 3, 3)], {"kernel": 3, "dilation_h": 1, "dilation_w": 3, "pad": 3}),
    Case([normal(1, 2, 9, 8), normal(3, 2, 3, 3)], {"kernel": 3, "pad": -1}),
    Case([normal(1, 2, 9, 8), normal(3, 2, 3, 3)], {"kernel": 3, "legacy_pad": 1}),
    Case([normal(1, 2, 9, 8), normal(3, 2, 3, 3)], {"kernel": 3, "legacy_pad": 2, "stride": 2}),
    Case([normal(1, 2, 9, 8), normal(3, 2, 1, 1)], {"kernel": 1, "legacy_pad": 2, "stride": 4}),
    Case([normal(1, 2, 9, 8), normal(3, 2, 3, 3)], {"kernel": 3, "legacy_pad": 3, "stride": 2, "pad": 1}),
    Case([normal(1, 7, 7, 2), normal(1, 3, 3, 2)], {"kernel": 3, "legacy_pad": 3, "dilation_h": 2, "dilation_w": 1, "pad": 2, "order": "NHWC"}),
    Case([normal(2, 1, 8, 6), normal(3, 1, 2, 2)], {"kernel": 2, "legacy_pad": 3, "stride": 2, "dilation": 2}),
    Case([normal(2, 4, 5, 5), normal(6, 2, 3, 3), normal(6)], {"kernel": 3, "group": 2, "pad": 1}),
    Case([normal(2, 4, 5, 6), normal(4, 1, 3, 3), normal(4)], {"kernel": 3, "group": 4, "pad": 1}, id="depthwise"),
    Case([normal(1, 3, 7, 6), normal(3, 1, 3, 3)], {"kernel": 3, "group": 3, "stride": 2}, id="depthwise-strided"),
    Case([normal(1, 3, 7, 6), normal(6, 1, 3, 3)], {"kernel": 3, "group": 3}, id="depthwise-multiplied"),
    Case([normal(2, 5, 4, 3), normal(7, 5, 1, 1), normal(7)], {"kernel": 1}, id="pointwise"),
    Case([normal(1, 2, 4, 5), normal(3, 2, 4, 5)], {"global_pooling": 1}, id="whole image"),
    Case([normal(0, 2, 5, 5), normal(3, 2, 3, 3), normal(3)], {"kernel": 3}, id="no image"),
    Case([normal(1, 9, 8, 2), normal(4, 3, 3, 2), normal(4)], {"kernel": 3, "order": "NHWC", "stride": 2, "pad": 1}),
    Case([normal(2, 5, 4, 4), normal(6, 3, 3, 2)], {"kernel": 3, "order": "NHWC", "group": 2}),
    Case([normal(2, 5, 6, 4), normal(4, 3, 3, 1), normal(4)], {"kernel": 3, "order": "NHWC", "group": 4, "pad": 1}),
    Case([normal(2, 3, 4, 5), normal(7, 1, 1, 5), normal(7)], {"kernel": 1, "order": "NHWC"}),
    Case([normal(2, 16, 9, 9), normal(32, 16, 3, 3), normal(32)], {"kernel": 3, "pad": 1}, gradient=False, why="speed"),
    Case([normal(1, 70, 70, 3), normal(20, 7, 7, 3), normal(20)], {"kernel": 7, "order": "NHWC", "stride": 2},
         gradient=False, why="speed"),
]
LINES = [
    Case([normal(2, 3, 9), normal(4, 3, 3), normal(4)], {"kernels": [3], "strides": [2], "pads": [1, 0]}),
    Case([normal(2, 9, 4), normal(4, 3, 2)], {"kernels": [3], "order": "NHWC", "group": 2, "dilations": [2]}),
]
VOLUMES = [
    Case([normal(1, 2, 4, 5, 4), normal(3, 2, 2, 3, 2), normal(3)],
         {"kernels": [2, 3, 2], "strides": [1, 2, 1], "pads": [1, 0, 1, 0, 1, 1]}),
    Case([normal(1, 4, 5, 4, 2), normal(2, 2, 2, 2, 1)], {"kernels": [2, 2, 2], "order": "NHWC", "group": 2}),
    Case([normal(1, 2, 3, 3, 3, 3), normal(2, 2, 2, 2, 2, 2)], {"kernels": [2, 2, 2, 2], "pads": [1, 0, 1, 0, 0, 1, 0, 1]}),
]
ERRORS = [
    Case([normal(1, 2, 5, 5), normal(3, 2, 3, 3)], error=r"kernel_\[dim\] > 0"),
    Case([normal(1, 2, 5, 5), normal(3, 2, 3, 3)], {"kernel_h": 3}, error=r"kernel_\[dim\] > 0"),
    Case([normal(1, 2, 5, 5), normal(3, 2, 3, 3)], {"kernel": 2}, error="kernel's size"),
    Case([normal(1, 2, 2, 2), normal(3, 2, 3, 3)], {"kernel": 3}, error="does not fit"),
    Case([normal(1, 4, 5, 5), normal(3, 2, 3, 3)], {"kernel": 3}, error="input channels does not match"),
    Case([normal(1, 4, 5, 5), normal(3, 2, 3, 3)], {"kernel": 3, "group": 2}, error="not divisible by group"),
    Case([normal(1, 4, 5, 5), normal(4, 2, 3, 3)], {"kernel": 3, "group": 0}, error="input channels does not match"),
    Case([normal(1, 2, 5, 5), normal(3, 2, 3, 3), normal(2)], {"kernel": 3}, error="bias"),
    Case([normal(1, 2, 5, 5), normal(3, 2, 3)], {"kernel": 3}, error=r"X.dim\(\) == filter.dim\(\)"),
    Case([normal(1, 2, 5), normal(3, 2, 3)], {"kernel": 3}, error="axes"),
    Case([normal(1, 2, 5, 5), normal(3, 2, 3, 3)], {"kernel": 3, "stride": 0}, error="stride must be positive"),
    Case([normal(1, 2, 5, 5), normal(3, 2, 3, 3)], {"kernel": 3, "order": "CHWN"}, error="Unknown Storage order"),
    Case([normal(1, 2, 5, 5), normal(3, 2, 3, 3)], {"kernel": 3, "legacy_pad": 2, "pad": 1}, error="legacy padding"),
    Case([normal(1, 2, 5, 5), normal(3, 2, 3, 3)], {"kernel": 3, "legacy_pad": 2, "dilation": 2}, error="Dilation not supported"),
    Case([normal(1, 2, 8, 8), normal(3, 2, 1, 1)], {"kernel": 1, "legacy_pad": 3, "pad": 1}, error="leave pixels of the image out"),
    Case([normal(1, 2, 5, 5), normal(3, 2, 3, 3)], {"kernels": [3, 3], "strides": [1]}, error="an entry for each"),
    Case([normal(1, 2, 5, 5), normal(3, 2, 3, 3)], {"kernel": "3"}, error="expected field i"),
    Case([normal(1, 2, 0, 5), normal(3, 2, 3, 3)], {"kernel": 3}, error="empty"),
    Case([normal(1, 2, 5, 5, dtype=np.float64), normal(3, 2, 3, 3)], {"kernel": 3}, error="Tensor type mismatch|type of tensor"),
]

test_conv = operator_test("Conv", conv, IMAGES + LINES + VOLUMES + ERRORS)
test_conv1d = operator_test("Conv1D", conv, LINES)
test_conv2d = operator_test("Conv2D", conv, IMAGES[:3])
test_conv3d = operator_test("Conv3D", conv, VOLUMES[:1])


@pytest.mark.parametrize("suffix", ["", "1D", "2D", "3D"])
def test_gradient_outputs(suffix):
    """dfilter alone, with dbias, and the refusals."""
    from netdef import core, workspace

    x, w, dy = normal(2, 3, 4, 5), normal(2, 3, 2, 2), normal(2, 2, 3, 4)
    for name, value in {"x": x, "w": w, "dy": dy}.items():
        workspace.FeedBlob(name, value)

    def run(outputs, inputs=("x", "w", "dy"), **args):
        workspace.RunOperatorOnce(core.CreateOperator(f"Conv{suffix}Gradient", list(inputs), list(outputs), kernel=2, **args))
        return [workspace.FetchBlob(o) for o in outputs]

    dw, db, dx = run(["dw", "db", "dx"])
    np.testing.assert_allclose(db, dy.sum((0, 2, 3)), rtol=1e-5)
    for got, expected in [(run(["a"], no_bias=1), [dw]), (run(["a", "b"]), [dw, db]), (run(["a", "b"], no_bias=1), [dw, dx])]:
        for g, e in zip(got, expected):
            np.testing.assert_array_equal(g, e)
    with pytest.raises(Exception, match="3 grad output"):
        run(["a", "b", "c"], no_bias=1)
    with pytest.raises(Exception, match="dbias"):
        run(["a"])
    with pytest.raises(Exception, match="shape of the output"):
        run(["a", "b", "c"], inputs=["x", "w", "x"])
