"""Axes of extent 1 around convolutions along one axis. Oracle: the net as it is."""

import numpy as np
import pytest

from nets import op
from prepared import assert_agree, normal, prepare, types

WEIGHTS = {"w": normal(6, 4, 1, 3), "v": normal(5, 6, 1, 1), "b": normal(1, 6, 1, seed=1), "c": normal(5, 1, seed=2)}


def conv(x, w, y, **args):
    return op("Conv", [x, w], [y], kernels=[1, 3] if w == "w" else [1, 1], pads=[0, 1, 0, 1] if w == "w" else [0, 0, 0, 0], **args)


def test_bias_and_activation_follow_the_convolution():
    ops = [op("ExpandDims", ["x"], ["e"], dims=[2]), conv("e", "w", "p"), op("Squeeze", ["p"], ["s"], dims=[2]), op("Add", ["s", "b"], ["a"]), op("Relu", ["a"], ["r"]),
           op("ExpandDims", ["r"], ["f"], dims=[2]), conv("f", "v", "q"), op("Squeeze", ["q"], ["t"], dims=[2]), op("Add", ["c", "t"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], WEIGHTS)
    assert types(prepared) == ["ExpandDims", "netdef::FusedConv", "Conv", "Squeeze"]
    assert_agree(prepared, plain, {"x": normal(2, 4, 9)})


@pytest.mark.parametrize("kind", ["Sub", "Mul", "Div"])
@pytest.mark.parametrize("dims", [[0], [2], [0, 2]])
def test_constants_get_the_axes_back(kind, dims):
    """Which axes a constant has beside the squeezed tensor depends on how many it has."""
    shape = [size for axis, size in enumerate((1, 6, 1, 9)) if axis not in dims]
    for rank in range(len(shape) + 1):
        constant = np.abs(normal(*shape[len(shape) - rank :], seed=3)) + 1
        ops = [conv("x", "w", "p"), op("Squeeze", ["p"], ["s"], dims=dims), op(kind, ["s", "k"], ["d"]), op("Tanh", ["d"], ["y"])]
        prepared, plain = prepare(ops, ["x"], ["y"], {"w": WEIGHTS["w"], "k": constant.astype("float32")})
        assert types(prepared)[-1] == "Squeeze"
        assert_agree(prepared, plain, {"x": normal(1, 4, 1, 9)})


def test_what_others_read_or_what_adds_dims_stays():
    squeezed = [conv("x", "w", "p"), op("Squeeze", ["p"], ["s"], dims=[2])]
    prepared, plain = prepare([*squeezed, op("Relu", ["s"], ["y"]), op("Sigmoid", ["s"], ["z"])], ["x"], ["y", "z"], {"w": WEIGHTS["w"]})
    assert types(prepared)[1] == "Squeeze"
    assert_agree(prepared, plain, {"x": normal(1, 4, 1, 9)})
    prepared, plain = prepare([*squeezed, op("Add", ["s", "k"], ["y"])], ["x"], ["y"], {"w": WEIGHTS["w"], "k": normal(2, 1, 6, 9)})
    assert types(prepared)[1] == "Squeeze"
    assert_agree(prepared, plain, {"x": normal(1, 4, 1, 9)})


def test_other_axes_are_not_undone():
    ops = [conv("x", "w", "p"), op("Squeeze", ["p"], ["s"], dims=[2]), op("Relu", ["s"], ["r"]), op("ExpandDims", ["r"], ["y"], dims=[1])]
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": WEIGHTS["w"]})
    assert types(prepared)[-1] == "ExpandDims"
    assert_agree(prepared, plain, {"x": normal(2, 4, 1, 9)})


@pytest.mark.parametrize("kind", ["MaxPool", "AveragePool"])
@pytest.mark.parametrize("dims", [[2], [0]])
def test_pooling_of_whole_images(kind, dims):
    ops = [conv("x", "w", "p"), op("Squeeze", ["p"], ["s"], dims=dims), op("Relu", ["s"], ["r"]), op(kind, ["r"], ["y"], global_pooling=1)]
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": WEIGHTS["w"]})
    assert (types(prepared)[-1] == "Squeeze") == (dims == [2])
    assert_agree(prepared, plain, {"x": normal(1, 4, 1, 9)})
