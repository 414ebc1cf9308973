"""Gradients through Do, If and While against formulas."""

import numpy as np
import pytest

from netdef import core, workspace
from netdef.net_builder import NetBuilder, ops


@pytest.fixture(autouse=True)
def fresh_workspace():
    workspace.ResetWorkspace()


def gradients(builder, of, feeds):
    (net,) = builder.get()
    found = net.AddGradientOperators([of])
    for name, value in feeds.items():
        workspace.FeedBlob(name, np.asarray(value))
    workspace.RunNetOnce(net)
    return {str(blob): workspace.FetchBlob(gradient) for blob, gradient in found.items()}


def test_do():
    inner = core.Net("inner")
    inner.Mul(["a", "b"], "product")
    inner.Sqr("product", "square")
    net = core.Net("outer")
    net.CreateScope([], "scope")
    net.Do(["A", "B", "scope"], ["S", "scope"], net=inner.Proto(), inner_blobs=["a", "b", "square"], outer_blobs_idx=[0, 1, 2])
    net.Copy("S", "out")
    found = net.AddGradientOperators(["out"])
    a, b = np.array([1.0, 2.0], np.float32), np.array([3.0, -1.0], np.float32)
    workspace.FeedBlob("A", a)
    workspace.FeedBlob("B", b)
    workspace.RunNetOnce(net)
    np.testing.assert_allclose(workspace.FetchBlob("out"), (a * b) ** 2)
    np.testing.assert_allclose(workspace.FetchBlob(found["A"]), 2 * a * b * b, rtol=1e-6)
    np.testing.assert_allclose(workspace.FetchBlob(found["B"]), 2 * a * b * a, rtol=1e-6)


@pytest.mark.parametrize("condition", [True, False])
def test_an_if_passes_gradients_through_the_branch_that_ran(condition):
    with NetBuilder(_use_control_ops=True, initial_scope=["X", "W", "c"]) as builder:
        ops.ConstantFill([], "Y", shape=[2], value=0.0)
        with ops.IfNet(core.BlobReference("c")):
            ops.Mul(["X", "W"], "t")
            ops.Sqr("t", "Y")
        with ops.Else():
            ops.Sin("X", "Y")
        ops.Scale("Y", "Z", scale=3.0)
    x, w = np.array([1.0, 2.0], np.float32), np.array([0.5, -2.0], np.float32)
    found = gradients(builder, "Z", {"X": x, "W": w, "c": np.array(condition)})
    expected_x, expected_w = (6 * x * w * w, 6 * x * x * w) if condition else (3 * np.cos(x), np.zeros_like(w))
    np.testing.assert_allclose(found["X"], expected_x, rtol=1e-5)
    np.testing.assert_allclose(found["W"], expected_w, rtol=1e-5)


@pytest.mark.parametrize("condition", [True, False])
def test_gradients_of_two_ifs_are_added(condition):
    with NetBuilder(_use_control_ops=True, initial_scope=["X", "c"]) as builder:
        for i, factor in enumerate((2.0, 5.0)):
            ops.ConstantFill([], f"Y{i}", shape=[1], value=0.0)
            with ops.IfNet(core.BlobReference("c")):
                ops.Scale("X", f"Y{i}", scale=factor)
            with ops.Else():
                ops.Scale("X", f"Y{i}", scale=-factor)
        ops.Add(["Y0", "Y1"], "Z")
    found = gradients(builder, "Z", {"X": np.array([4.0], np.float32), "c": np.array(condition)})
    np.testing.assert_allclose(found["X"], [7.0 if condition else -7.0])


@pytest.mark.parametrize("condition", [True, False])
@pytest.mark.parametrize("otherwise", [True, False], ids=["else", "no_else"])
def test_what_a_branch_leaves_alone_keeps_its_gradient(condition, otherwise):
    with NetBuilder(_use_control_ops=True, initial_scope=["X", "W", "c"]) as builder:
        ops.Copy("X", "x")
        ops.Copy("W", "w")
        with ops.IfNet(core.BlobReference("c")):
            ops.Scale("x", "x", scale=2.0)
            ops.Add(["x", "w"], "x")
        if otherwise:
            with ops.Else():
                ops.Pow("w", "w", exponent=3.0)
        ops.Mul(["x", "w"], "Z")
    x, w = 3.0, 2.0
    found = gradients(builder, "Z", {"X": np.array([x], np.float32), "W": np.array([w], np.float32), "c": np.array(condition)})
    if condition:
        expected_x, expected_w = 2 * w, 2 * x + 2 * w
    else:
        expected_x, expected_w = (w**3, x * 3 * w**2) if otherwise else (w, x)
    np.testing.assert_allclose(found["X"], [expected_x])
    np.testing.assert_allclose(found["W"], [expected_w])


def test_an_if_inside_a_while_changes_one_blob_in_each_round():
    with NetBuilder(_use_control_ops=True, initial_scope=["X", "Y", "Z"]) as builder:
        for name, value in (("i", 0), ("one", 1), ("two", 2)):
            ops.Const(value, blob_out=name)
        for name in "xyz":
            ops.Copy(name.upper(), name)
        with ops.WhileNet():
            with ops.Condition():
                ops.Add(["i", "one"], "i")
                ops.LE(["i", "two"])
            ops.Pow("x", "x", exponent=2.0)
            with ops.IfNet(ops.LT(["i", "two"])):
                ops.Pow("y", "y", exponent=2.0)
            with ops.Else():
                ops.Pow("z", "z", exponent=3.0)
        ops.Add([ops.Add(["x", "y"]), "z"], "out")
    found = gradients(builder, "out", {name: np.array(value, np.float32) for name, value in (("X", 2.0), ("Y", 3.0), ("Z", 2.0))})
    assert [float(found[name]) for name in "XYZ"] == [4 * 2**3, 2 * 3, 3 * 2**2]


def test_an_if_without_else_gives_zeros_where_it_does_not_run():
    with NetBuilder(_use_control_ops=True, initial_scope=["X", "c"]) as builder:
        ops.ConstantFill([], "Y", shape=[1], value=0.0)
        with ops.IfNet(core.BlobReference("c")):
            ops.Scale("X", "Y", scale=2.0)
        ops.Sqr("Y", "Z")
    found = gradients(builder, "Z", {"X": np.array([4.0], np.float32), "c": np.array(False)})
    np.testing.assert_array_equal(found["X"], [0.0])


@pytest.mark.parametrize("rounds", [0, 1, 3])
def test_a_loop_hands_gradients_back_round_by_round(rounds):
    """z = x, then `rounds` times z = z + w * x: dz/dx = 1 + rounds * w, dz/dw = rounds * x."""
    with NetBuilder(_use_control_ops=True, initial_scope=["X", "W", "n"]) as builder:
        ops.Copy("X", "Z")
        ops.ConstantFill([], "i", shape=[1], value=0.0)
        ops.ConstantFill([], "one", shape=[1], value=1.0)
        with ops.WhileNet():
            with ops.Condition():
                ops.Add(["i", "one"], "i")
                ops.LE(["i", "n"])
            ops.Mul(["X", "W"], "step")
            ops.Add(["Z", "step"], "Z")
        ops.Copy("Z", "out")
    x, w = np.array([3.0], np.float32), np.array([0.5], np.float32)
    found = gradients(builder, "out", {"X": x, "W": w, "n": np.array([rounds], np.float32)})
    np.testing.assert_allclose(workspace.FetchBlob("out"), x + rounds * w * x)
    np.testing.assert_allclose(found["X"], 1 + rounds * w, rtol=1e-6)
    np.testing.assert_allclose(found["W"], rounds * x, rtol=1e-6)
