"""Normalisation as exporters write it. Oracle: the net as it is."""

import numpy as np
import pytest

from nets import op
from prepared import assert_agree, normal, prepare, types

RANKS = {"x": "float[N,7,20]", "xx": "float[N,7,20]"}


def roots(by, x):
    """Ways to divide x by the root of v."""
    return {
        "quotient": [op("Sqrt", ["v"], ["s"]), op("Div", [x, "s"], ["n"])],
        "power": [op("Pow", ["v"], ["s"], exponent=0.5), op("Div", [x, "s"], ["n"])],
        "reciprocal": [op("Sqrt", ["v"], ["s"]), op("Reciprocal", ["s"], ["r"]), op("Mul", ["r", x], ["n"])],
        "inverse": [op("Pow", ["v"], ["r"], exponent=-0.5), op("Mul", [x, "r"], ["n"])],
    }[by]


def layer_norm(root="quotient", square="product", axes=(2,), affine=True):
    squared = op("Mul", ["d", "d"], ["dd"]) if square == "product" else op("Pow", ["d"], ["dd"], exponent=2.0)
    ops = [op("ReduceMean", ["x"], ["m"], axes=list(axes), keepdims=1), op("Sub", ["x", "m"], ["d"]), squared,
           op("ReduceMean", ["dd"], ["mm"], axes=list(axes), keepdims=1), op("Add", ["mm", "epsilon"], ["v"]), *roots(root, "d")]
    return ops + ([op("Mul", ["n", "g"], ["p"]), op("Add", ["b", "p"], ["y"])] if affine else [op("Relu", ["n"], ["y"])])


def constants(*shape):
    return {"epsilon": np.float32(1e-3), "g": normal(*shape, seed=1), "b": normal(*shape, seed=2)}


@pytest.mark.parametrize("root", ["quotient", "power", "reciprocal", "inverse"])
@pytest.mark.parametrize("square", ["product", "power"])
@pytest.mark.parametrize("affine", [True, False])
def test_layer_norm_in_pieces(root, square, affine):
    prepared, plain = prepare(layer_norm(root, square, affine=affine), ["x"], ["y"], constants(20), value_info=RANKS)
    assert types(prepared) == ["LayerNorm"] + ["Relu"] * (not affine)
    assert_agree(prepared, plain, {"x": normal(3, 7, 20)})


def test_over_two_axes():
    prepared, plain = prepare(layer_norm(axes=(1, 2)), ["x"], ["y"], constants(7, 20), value_info=RANKS)
    assert types(prepared) == ["LayerNorm"]
    assert_agree(prepared, plain, {"x": normal(3, 7, 20)})


def test_other_axes_and_unknown_ranks_stay():
    for axes, info, shape in (((1,), RANKS, (20,)), ((0, 2), RANKS, (20,)), ((2,), {}, (20,))):
        prepared, plain = prepare(layer_norm(axes=axes), ["x"], ["y"], constants(*shape), value_info=info)
        assert "LayerNorm" not in types(prepared)
        assert_agree(prepared, plain, {"x": normal(3, 7, 20)})


def test_scale_of_other_length_is_no_part_of_it():
    prepared, plain = prepare(layer_norm(), ["x"], ["y"], {**constants(20), "g": normal(1)}, value_info=RANKS)
    assert types(prepared)[0] == "LayerNorm" and len(types(prepared)) == 3
    assert_agree(prepared, plain, {"x": normal(3, 7, 20)})


@pytest.mark.parametrize("root", ["quotient", "reciprocal", "inverse"])
@pytest.mark.parametrize("square", ["product", "power"])
def test_rms_norm_in_pieces(root, square):
    squared = op("Mul", ["x", "x"], ["xx"]) if square == "product" else op("Pow", ["x"], ["xx"], exponent=2.0)
    ops = [squared, op("ReduceMean", ["xx"], ["mm"], axes=[2], keepdims=1), op("Add", ["mm", "epsilon"], ["v"]), *roots(root, "x"), op("Mul", ["g", "n"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], constants(20), value_info=RANKS)
    assert types(prepared) == ["ai.onnx::RMSNormalization"]
    assert_agree(prepared, plain, {"x": normal(3, 7, 20)})
