"""What exporters make of transformers: products with constant matrices, Gelu in pieces, attention."""

import numpy as np
import pytest

from nets import op
from prepared import assert_agree, kernels, normal, prepare, types


@pytest.mark.parametrize("shape", [(2, 7, 20), (3, 2, 5, 20), (6, 20)])
@pytest.mark.parametrize("trans_b", [0, 1])
def test_product_with_a_constant_matrix(shape, trans_b):
    ops = [op("BatchMatMul", ["x", "w"], ["m"], broadcast=1, trans_b=trans_b), op("Add", ["b", "m"], ["a"]), op("Relu", ["a"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": normal(*((33, 20) if trans_b else (20, 33))), "b": normal(33, seed=1)})
    assert types(prepared) == ["netdef::FusedFC"]
    assert_agree(prepared, plain, {"x": normal(*shape)})


def test_product_of_two_inputs_stays():
    prepared, plain = prepare([op("BatchMatMul", ["x", "z"], ["y"], broadcast=1)], ["x", "z"], ["y"], {})
    assert types(prepared) == ["BatchMatMul"]
    for a, b in [((2, 3, 4, 5), (2, 3, 5, 6)), ((2, 3, 4, 5), (5, 6)), ((1, 4, 5), (3, 5, 6)), ((5,), (5, 6)), ((2, 4, 5), (5,))]:
        assert_agree(prepared, plain, {"x": normal(*a), "z": normal(*b, seed=1)})


@pytest.mark.parametrize("trans_a, trans_b", [(0, 1), (1, 0), (1, 1)])
def test_transposed_factors(trans_a, trans_b):
    prepared, plain = prepare([op("BatchMatMul", ["x", "z"], ["y"], trans_a=trans_a, trans_b=trans_b)], ["x", "z"], ["y"], {})
    assert_agree(prepared, plain, {"x": normal(*((3, 6, 4) if trans_a else (3, 4, 6))), "z": normal(*((3, 5, 6) if trans_b else (3, 6, 5)), seed=1)})


def gelu(half_first, divide):
    down = op("Div", ["x", "root"], ["d"]) if divide else op("Mul", ["x", "inverse"], ["d"])
    start = [down, op("Erf", ["d"], ["e"]), op("Add", ["e", "one"], ["s"])]
    if half_first:
        return [*start, op("Mul", ["x", "half"], ["h"]), op("Mul", ["h", "s"], ["y"])]
    return [*start, op("Mul", ["x", "s"], ["p"]), op("Mul", ["p", "half"], ["y"])]


CONSTANTS = {"root": np.float32(2) ** np.float32(0.5), "inverse": np.float32(0.5) ** np.float32(0.5), "one": np.float32(1), "half": np.float32(0.5)}


@pytest.mark.parametrize("half_first", [False, True])
@pytest.mark.parametrize("divide", [False, True])
def test_gelu_in_pieces(half_first, divide):
    prepared, plain = prepare(gelu(half_first, divide), ["x"], ["y"], CONSTANTS)
    assert types(prepared) == ["Gelu"]
    assert_agree(prepared, plain, {"x": normal(5, 70)})


def test_gelu_halved_before_the_product():
    ops = [op("Div", ["x", "root"], ["d"]), op("Erf", ["d"], ["e"]), op("Add", ["e", "one"], ["s"]), op("Mul", ["half", "s"], ["h"]), op("Mul", ["x", "h"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], CONSTANTS)
    assert types(prepared) == ["Gelu"]
    assert_agree(prepared, plain, {"x": normal(5, 70)})


CUBES = {
    "products": [op("Mul", ["x", "x"], ["xx"]), op("Mul", ["x", "xx"], ["cube"])],
    "square": [op("Pow", ["x"], ["xx"], exponent=2.0), op("Mul", ["xx", "x"], ["cube"])],
    "power": [op("Pow", ["x"], ["cube"], exponent=3.0)],
}


@pytest.mark.parametrize("cube", CUBES)
@pytest.mark.parametrize("half_first", [False, True])
def test_gelu_by_tanh(cube, half_first):
    ops = [*CUBES[cube], op("Mul", ["bend", "cube"], ["b"]), op("Add", ["x", "b"], ["a"]), op("Mul", ["scale", "a"], ["t"]), op("Tanh", ["t"], ["h"]),
           op("Add", ["one", "h"], ["s"])]
    ops += [op("Mul", ["x", "half"], ["p"]), op("Mul", ["p", "s"], ["y"])] if half_first else [op("Mul", ["x", "s"], ["p"]), op("Mul", ["half", "p"], ["y"])]
    constants = {**CONSTANTS, "bend": np.float32(0.044715), "scale": np.float32(np.sqrt(2 / np.pi))}
    prepared, plain = prepare(ops, ["x"], ["y"], constants)
    assert types(prepared) == ["Gelu"]
    assert_agree(prepared, plain, {"x": normal(5, 70)})
    prepared, plain = prepare(ops, ["x"], ["y"], {**constants, "bend": np.float32(0.05)})
    assert "Gelu" not in types(prepared)
    assert_agree(prepared, plain, {"x": normal(5, 70)})


FORMULAS = {  # of z = sqrt(2 / pi) * (x + 0.044715 * x^3), as tools multiply it out
    "constant first": [op("Mul", ["bend", "x"], ["p1"]), op("Mul", ["x", "p1"], ["p2"]), op("Mul", ["x", "p2"], ["p3"]), op("Add", ["x", "p3"], ["a"]), op("Mul", ["scale", "a"], ["z"])],
    "x before the sum": [op("Mul", ["x", "x"], ["xx"]), op("Mul", ["bend", "xx"], ["b"]), op("Add", ["b", "one"], ["a"]), op("Mul", ["scale", "x"], ["s"]), op("Mul", ["s", "a"], ["z"])],
    "divided": [op("Pow", ["x"], ["xx"], exponent=2.0), op("Mul", ["xx", "x"], ["c"]), op("Div", ["c", "inverse_bend"], ["b"]), op("Add", ["x", "b"], ["a"]), op("Div", ["a", "inverse_scale"], ["z"])],
}


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("rank", [0, 3])
def test_gelu_by_tanh_however_it_is_multiplied_out(formula, rank):
    """Constants of one element may have as many dims as the rest."""
    scale = np.float32(np.sqrt(2 / np.pi))
    constants = {"one": np.float32(1), "half": np.float32(0.5), "bend": np.float32(0.044715), "inverse_bend": np.float32(1 / 0.044715), "scale": scale,
                 "inverse_scale": 1 / scale}
    constants = {name: value if formula == "x before the sum" and name in ("one", "bend", "scale") else np.reshape(value, [1] * rank) for name, value in constants.items()}
    ops = [*FORMULAS[formula], op("Tanh", ["z"], ["t"]), op("Add", ["t", "one"], ["sum"]), op("Mul", ["half", "sum"], ["h"]), op("Mul", ["h", "x"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], constants, value_info={"x": "float[2,5,70]"})
    assert types(prepared) == ["Gelu"]
    assert_agree(prepared, plain, {"x": normal(2, 5, 70)})


def test_another_constant_is_no_gelu():
    prepared, plain = prepare(gelu(False, True), ["x"], ["y"], {**CONSTANTS, "half": np.float32(0.6)})
    assert "Gelu" not in types(prepared)
    assert_agree(prepared, plain, {"x": normal(5, 70)})


def test_attention_and_norm():
    ops = [
        op("Reshape", ["q"], ["q4", "_q"], shape=[2, 16, 4, 8]), op("Transpose", ["q4"], ["qt"], axes=[0, 2, 1, 3]),
        op("Reshape", ["k"], ["k4", "_k"], shape=[2, 16, 4, 8]), op("Transpose", ["k4"], ["kt"], axes=[0, 2, 3, 1]),
        op("BatchMatMul", ["qt", "kt"], ["s"], broadcast=1), op("Div", ["s", "root"], ["d"]), op("Softmax", ["d"], ["p"], axis=-1),
        op("BatchMatMul", ["p", "qt"], ["o"], broadcast=1), op("Transpose", ["o"], ["ot"], axes=[0, 2, 1, 3]), op("Reshape", ["ot"], ["r", "_r"], shape=[2, 16, 32]),
        op("Add", ["r", "q"], ["a"]), op("LayerNorm", ["a", "g", "b"], ["y", "mean", "std"], axis=2, elementwise_affine=1),
    ]
    prepared, plain = prepare(ops, ["q", "k"], ["y"], {"root": CONSTANTS["root"], "g": normal(32), "b": normal(32, seed=1)})
    inputs = {"q": normal(2, 16, 32), "k": normal(2, 16, 32, seed=2)}
    assert_agree(prepared, plain, inputs)
    assert "operator" not in {how for kind, how in kernels(prepared, inputs) if kind != "Transpose"}
