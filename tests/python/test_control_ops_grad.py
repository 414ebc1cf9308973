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
