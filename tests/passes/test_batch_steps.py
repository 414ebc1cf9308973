import numpy as np
import pytest

from nets import op
from prepared import assert_agree, normal, prepare, types

STEPS, BATCH, INPUTS, OUTPUTS = 4, 3, 20, 7
CONSTANTS = {"w": normal(OUTPUTS, INPUTS, seed=1), "b": normal(OUTPUTS, seed=2)}


def unrolled(indices, kind="FC"):
    """Operators whose sum `y` is that of a layer on each of these steps of x, and the constants."""
    ops = []
    for i in range(len(indices)):
        take = op("Gather", ["x", f"i{i}"], [f"x{i}"])
        take.domain = "ai.onnx"
        ops += [take, op(kind, [f"x{i}", "w", "b"], [f"y{i}"]), op("Tanh" if i % 2 else "Sigmoid", [f"y{i}"], [f"z{i}"])]
    ops.append(op("Sum", [f"z{i}" for i in range(len(indices))], ["y"]))
    constants = CONSTANTS if kind == "FC" else CONSTANTS | {"w": CONSTANTS["w"].T.copy()}
    return ops, constants | {f"i{i}": np.array(index, np.int64) for i, index in enumerate(indices)}


def layers(predictor):
    return sum(kind.split("::")[-1] in ("FC", "FCTransposed", "FusedFC") for kind in types(predictor))


@pytest.mark.parametrize("indices", [(0, 1, 2, 3), (3, 2, 1, 0), (-1, -2), (0, 1, 0)])
@pytest.mark.parametrize("kind", ["FC", "FCTransposed"])
@pytest.mark.parametrize("tail", [(), (2,)])
def test_layers_on_steps_become_one(indices, kind, tail):
    ops, constants = unrolled(indices, kind)
    constants = constants | {"w": np.repeat(constants["w"], 2, 1 if kind == "FC" else 0)} if tail else constants
    prepared, plain = prepare(ops, ["x"], ["y"], constants)
    assert layers(prepared) == 1
    assert_agree(prepared, plain, {"x": normal(STEPS, BATCH, INPUTS, *tail)})


@pytest.mark.parametrize("indices", [(0,), (0, 2), (1, 2), (-2, -3), (-1, 0)])
def test_steps_that_are_not_all_stay(indices):
    ops, constants = unrolled(indices)
    prepared, plain = prepare(ops, ["x"], ["y"], constants)
    assert layers(prepared) == len(indices)
    assert_agree(prepared, plain, {"x": normal(STEPS, BATCH, INPUTS)})


def test_steps_that_others_read_stay():
    ops, constants = unrolled((0, 1))
    prepared, plain = prepare(ops, ["x"], ["y", "x1"], constants)
    assert layers(prepared) == 2
    assert_agree(prepared, plain, {"x": normal(STEPS, BATCH, INPUTS)})
