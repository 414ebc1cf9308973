import numpy as np
import pytest

from nets import op
from prepared import assert_agree, normal, prepare, types

W, B = normal(6, 4, 3, 3), normal(6, seed=1)
BN = {"s": normal(6, seed=2), "o": normal(6, seed=3), "m": normal(6, seed=4), "v": np.abs(normal(6, seed=5)) + 0.5}
X = normal(2, 4, 9, 8, seed=6)


def conv(y, bias=True, **args):
    return op("Conv", ["x", "w"] + ["b"] * bias, [y], kernel=3, pad=1, **args)


@pytest.mark.parametrize("bias", [True, False])
def test_batch_normalisation(bias):
    ops = [conv("c", bias), op("SpatialBN", ["c", "s", "o", "m", "v"], ["y"], is_test=1, epsilon=1e-3)]
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": W, "b": B, **BN} if bias else {"w": W, **BN})
    assert types(prepared) == ["Conv"]
    assert_agree(prepared, plain, {"x": X})


def test_normalisation_scale_shift_and_activation_in_place():
    ops = [
        conv("c", False), op("SpatialBN", ["c", "s", "o", "m", "v"], ["c"], is_test=1),
        op("Mul", ["c", "k"], ["c"], broadcast=1, axis=1), op("Add", ["c", "b"], ["c"], broadcast=1, axis=1), op("Relu", ["c"], ["c"]),
    ]
    prepared, plain = prepare(ops, ["x"], ["c"], {"w": W, "b": B, "k": normal(6, seed=7), **BN})
    assert types(prepared) == ["netdef::FusedConv"]
    assert_agree(prepared, plain, {"x": X})


@pytest.mark.parametrize("kind, shape", [("Add", (6, 1, 1)), ("Mul", (1, 6, 1, 1)), ("Sub", (6, 1, 1)), ("Add", (1,)), ("Mul", ())])
def test_constants_as_numpy_matches_them(kind, shape):
    prepared, plain = prepare([conv("c"), op(kind, ["c", "k"], ["y"])], ["x"], ["y"], {"w": W, "b": B, "k": normal(*shape, seed=8)})
    assert types(prepared) == ["Conv"]
    assert_agree(prepared, plain, {"x": X})


@pytest.mark.parametrize("shape", [(8,), (9, 1), (6, 9, 8), (2, 1, 1, 1)])
def test_other_constants_stay(shape):
    prepared, plain = prepare([conv("c"), op("Mul", ["c", "k"], ["y"])], ["x"], ["y"], {"w": W, "b": B, "k": normal(*shape, seed=8)})
    assert types(prepared) == ["Conv", "Mul"]
    assert_agree(prepared, plain, {"x": X})


@pytest.mark.parametrize("group", [1, 2])
def test_transposed_convolution(group):
    w = normal(4, 6 // group, 3, 3, seed=9)
    ops = [op("ConvTranspose", ["x", "w", "b"], ["c"], kernel=3, stride=2, group=group),
           op("SpatialBN", ["c", "s", "o", "m", "v"], ["y"], is_test=1)]
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": w, "b": B, **BN})
    assert types(prepared) == ["ConvTranspose"]
    assert_agree(prepared, plain, {"x": X})


def test_channels_last():
    ops = [op("Conv", ["x", "w", "b"], ["c"], kernel=3, order="NHWC"), op("SpatialBN", ["c", "s", "o", "m", "v"], ["y"], is_test=1, order="NHWC")]
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": normal(6, 3, 3, 4), "b": B, **BN})
    assert types(prepared) == ["Conv"]
    assert_agree(prepared, plain, {"x": normal(2, 7, 8, 4)})


@pytest.mark.parametrize("kind, w", [("FC", (6, 5)), ("FCTransposed", (5, 6))])
def test_fully_connected(kind, w):
    ops = [op(kind, ["x", "w", "b"], ["f"]), op("Mul", ["f", "k"], ["g"]), op("Add", ["g", "l"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": normal(*w), "b": B, "k": normal(6, seed=2), "l": normal(1, 6, seed=3)})
    assert types(prepared) == [kind]
    assert_agree(prepared, plain, {"x": normal(3, 5)})


def test_a_result_that_others_read_stays():
    ops = [conv("c"), op("SpatialBN", ["c", "s", "o", "m", "v"], ["n"], is_test=1), op("Add", ["c", "n"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": W, "b": B, **BN})
    assert types(prepared) == ["Conv", "SpatialBN", "Add"]
    assert_agree(prepared, plain, {"x": X})
