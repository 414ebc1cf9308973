"""ConvFusion against the operators it stands for."""

import numpy as np
import pytest

from nets import op, run

RELU, SUM, SUM_RELU = 1, 2, 3


@pytest.mark.parametrize("in_place", [True, False])
@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize("group", [1, 2])
@pytest.mark.parametrize("kind", [RELU, SUM, SUM_RELU])
def test_as_the_operators_one_by_one(kind, group, with_bias, in_place):
    rng = np.random.RandomState(0)
    feed = {"x": rng.randn(2, 4, 7, 6), "w": rng.randn(6, 4 // group, 3, 3), "b": rng.randn(6), "s": rng.randn(2, 6, 4, 3)}
    feed = {name: value.astype(np.float32) for name, value in feed.items()}
    inputs = ["x", "w", *["b"] * with_bias]
    args = {"kernel": 3, "stride": 2, "pad": 1, "group": group}
    apart = [op("Conv", inputs, ["y"], **args)]
    if kind != RELU:
        apart.append(op("Add", ["y", "s"], ["y"]))
    if kind != SUM:
        apart.append(op("Relu", ["y"], ["y"]))
    addend = ["s"] * (kind != RELU)
    output = "s" if in_place and addend else "fused"
    fused = op("ConvFusion", [*inputs, *addend], [output], fusion_type=kind, **args)
    np.testing.assert_allclose(run(fused, feed=feed, fetch=output), run(*apart, feed=feed, fetch="y"), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("inputs, args, words", [
    (["x", "w"], {"fusion_type": 4}, "fusion_type must be 1, 2 or 3, got 4"),
    (["x", "w"], {}, "'fusion_type' is"),
    (["x", "w"], {"fusion_type": SUM}, "perhaps bias, and addend, got 2 inputs"),
    (["x", "w", "b", "b"], {"fusion_type": RELU}, "got 4 inputs"),
    (["x", "w", "b"], {"fusion_type": SUM}, r"the addend must have the shape of the convolution, \[2 6 5 4\], got \[6\]"),
])
def test_mistakes(inputs, args, words):
    feed = {"x": np.zeros((2, 4, 7, 6), np.float32), "w": np.zeros((6, 4, 3, 3), np.float32), "b": np.zeros(6, np.float32)}
    with pytest.raises(RuntimeError, match=words):
        run(op("ConvFusion", inputs, ["y"], kernel=3, **args), feed=feed)
