"""If: which net runs, and what it may see."""

import numpy as np
import pytest

from nets import net, op, run

THEN = net(op("Copy", ["a"], ["y"]), name="then_net")
ELSE = net(op("Copy", ["b"], ["y"]), name="else_net")
A, B = np.float32([1, 2]), np.float32([3, 4, 5])


def run_if(condition, **nets):
    return run(op("If", ["c", "a", "b"], ["y"], **nets), feed={"c": condition, "a": A, "b": B}, fetch="y")


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
@pytest.mark.parametrize("condition, expected", [(True, A), (False, B)])
def test_the_condition_chooses(shape, condition, expected):
    np.testing.assert_array_equal(run_if(np.full(shape, condition), then_net=THEN, else_net=ELSE), expected)


def test_without_else_nothing_happens():
    assert b"uninitialized" in run_if(np.array(False), then_net=THEN)


@pytest.mark.parametrize("condition, nets, words", [
    (np.array(True), {"else_net": ELSE}, "then_net must be specified"),
    (np.array([True, False]), {"then_net": THEN}, "single value expected"),
    (np.array([], bool), {"then_net": THEN}, "single value expected"),
    (np.array([1]), {"then_net": THEN}, "type mismatch"),
    (np.array(True), {"then_net": net(op("Copy", ["nope"], ["y"]))}, "non-existing input blob: nope"),
])
def test_errors(condition, nets, words):
    with pytest.raises(RuntimeError, match=words):
        run_if(condition, **nets)


def test_an_error_inside_comes_out():
    with pytest.raises(RuntimeError, match="from inside"):
        run_if(np.array(True), then_net=net(op("ThrowException", [], [], message="from inside")))


@pytest.mark.parametrize("type_", ["simple", "dag", "async_scheduling"])
def test_inside_a_parallel_net(type_):
    branches = [op("If", ["c", "a", "b"], [f"y{i}"], then_net=net(op("Copy", ["a"], [f"y{i}"]), type=type_))
                for i in range(8)]
    outputs = run(*branches, feed={"c": np.array(True), "a": A, "b": B}, fetch=[f"y{i}" for i in range(8)],
                  type=type_, num_workers=3)
    for y in outputs:
        np.testing.assert_array_equal(y, A)
