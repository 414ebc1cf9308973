import numpy as np
import pytest

from nets import op
from prepared import assert_agree, normal, prepare, types


def constants(**values):
    return {"w": normal(5, 20, 3, 3)} | {name: np.array([value], "float32") for name, value in values.items()}


def start():
    """t, and t + 3 from 0 to 6 as c"""
    return [op("Conv", ["x", "w"], ["t"], kernel=3), op("Add", ["t", "three"], ["s"]), op("Clip", ["s"], ["c"], min=0.0, max=6.0)]


@pytest.mark.parametrize("end", [
    [op("Mul", ["t", "c"], ["p"]), op("Div", ["p", "six"], ["y"])],
    [op("Div", ["c", "six"], ["p"]), op("Mul", ["t", "p"], ["y"])],
    [op("Mul", ["c", "t"], ["p"]), op("Mul", ["sixth", "p"], ["y"])],
])
def test_hard_swish_becomes_part_of_the_convolution(end):
    prepared, plain = prepare([*start(), *end], ["x"], ["y"], constants(three=3, six=6, sixth=1 / 6))
    assert types(prepared) == ["netdef::FusedConv"]
    assert_agree(prepared, plain, {"x": 4 * normal(2, 20, 8, 7)})


@pytest.mark.parametrize("end", [[op("Div", ["c", "six"], ["y"])], [op("Mul", ["c", "sixth"], ["y"])]])
def test_hard_sigmoid_becomes_part_of_the_convolution(end):
    prepared, plain = prepare([*start(), *end], ["x"], ["y"], constants(three=3, six=6, sixth=1 / 6))
    assert types(prepared) == ["netdef::FusedConv"]
    assert_agree(prepared, plain, {"x": 4 * normal(2, 20, 8, 7)})


def test_without_a_convolution():
    ops = [op("Add", ["x", "two"], ["s"]), op("Clip", ["s"], ["c"], min=0.0, max=4.0), op("Mul", ["x", "c"], ["p"]), op("Div", ["p", "four"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], constants(two=2, four=4))
    assert types(prepared) == ["HardSigmoid", "Mul"]
    assert_agree(prepared, plain, {"x": 4 * normal(2, 20, 8, 7)})


@pytest.mark.parametrize("three, six, outputs", [(2, 6, ["y"]), (3, 5, ["y"]), (3, 6, ["y", "c"]), (3, 6, ["y", "p"])])
def test_what_is_no_hard_sigmoid_stays(three, six, outputs):
    prepared, plain = prepare([*start(), op("Mul", ["t", "c"], ["p"]), op("Div", ["p", "six"], ["y"])], ["x"], outputs, constants(three=three, six=six))
    assert "Clip" in types(prepared)
    assert_agree(prepared, plain, {"x": 4 * normal(2, 20, 8, 7)})
