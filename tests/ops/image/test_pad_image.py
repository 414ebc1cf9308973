"""PadImage against numpy.pad."""

import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.windows import channels_as, channels_first, spelled


def pad_image(x, mode="constant", value=0.0, order="NCHW", **args):
    x = channels_first(x, order)
    pads = args["pads"] if "pads" in args else spelled(args, "pad", 0, 4, ("pad_t", "pad_l", "pad_b", "pad_r"))
    widths = [(0, 0), (0, 0), (max(pads[0], 0), max(pads[2], 0)), (max(pads[1], 0), max(pads[3], 0))]
    more = {"constant_values": value} if mode == "constant" else {}
    # Cropping comes last: a padding that mirrors may see what is cropped on the other side.
    x = np.pad(x, widths, mode={"constant": "constant", "edge": "edge", "reflect": "reflect"}[mode], **more)
    x = x[:, :, max(-pads[0], 0):x.shape[2] + min(pads[2], 0), max(-pads[1], 0):x.shape[3] + min(pads[3], 0)]
    return channels_as(x, order)


test_pad_image = operator_test("PadImage", pad_image, [
    *(Case([normal(2, 3, 4, 5)], {"mode": mode, "pads": [1, 2, 3, 0]}) for mode in ("constant", "reflect", "edge")),
    *(Case([normal(2, 4, 5, 3)], {"mode": mode, "pad_t": 3, "pad_l": 0, "pad_b": 1, "pad_r": 2, "order": "NHWC"})
      for mode in ("constant", "reflect", "edge")),
    *(Case([normal(1, 2, 5, 6)], {"mode": mode, "pads": [-1, 2, 3, -2]}) for mode in ("constant", "reflect", "edge")),
    Case([normal(1, 2, 4, 4)], {"pad": 2, "value": 2.5}),
    Case([normal(1, 2, 4, 4)], {"pad": -1}),
    Case([normal(1, 2, 4, 4)], {"pad": 1, "kernel": 3}, id="a kernel means nothing"),
    Case([normal(1, 2, 4, 4)]),
    Case([normal(0, 2, 4, 4)], {"pad": 1}),
    Case([normal(1, 2, 4, 4)], {"pad": 1, "mode": "wrap"}, error="Unknown padding mode"),
    Case([normal(1, 2, 4, 4)], {"pad": -2}, error="nothing is left"),
    Case([normal(1, 2, 4, 4)], {"pad": 9, "mode": "reflect"}, error="cannot reflect"),
    Case([normal(1, 2, 4, 4)], {"pads": [0, 0, 4, 0], "mode": "reflect"}, error="cannot reflect"),
    Case([normal(1, 2, 4, 4)], {"pad": 1, "stride": 2}, error="no stride"),
    Case([normal(1, 2, 4, 4)], {"pad": 1, "dilation": 2}, error="no dilation"),
    Case([normal(1, 2, 4, 4)], {"legacy_pad": 2}, error="explicit pad values"),
    Case([normal(1, 2, 4)], {"pad": 1}, error="two spatial axes"),
    Case([normal(1, 2, 0, 4)], {"pad": 1}, error="empty"),
])


def test_gradient_refuses_what_is_too_small():
    import pytest

    from netdef import core, workspace

    workspace.FeedBlob("dy", normal(1, 2, 2, 2))
    for args in ({"pad": 1}, {"pad": 1, "mode": "edge"}):
        with pytest.raises(Exception, match="nothing is left"):
            workspace.RunOperatorOnce(core.CreateOperator("PadImageGradient", ["dy"], ["dx"], **args))
    workspace.FeedBlob("dy", normal(1, 2, 3, 3))
    with pytest.raises(Exception, match="cannot reflect"):
        workspace.RunOperatorOnce(core.CreateOperator("PadImageGradient", ["dy"], ["dx"], pad=1, mode="reflect"))
