"""Do: bindings of blobs, scopes that stay for the gradient, scopes that are used again."""

import numpy as np
import pytest

from nets import net, op, run
from netdef import workspace

SCOPE = op("CreateScope", [], ["scope"])
RELU = net(op("Relu", ["a"], ["b"]), name="inner")
X = np.float32([-1, 2])


def do(inputs=("x",), outputs=("y",), net_=RELU, inner=("a", "b"), index=(0, 1), gradient=False, **args):
    made = op("Do", [*inputs, "scope"], [*outputs, "scope"], net=net_, inner_blobs=list(inner), outer_blobs_idx=list(index), **args)
    made.is_gradient_op = gradient
    return made


def test_blobs_have_other_names_inside():
    y, names = run(SCOPE, do(), feed={"x": X}, fetch="y"), workspace.Blobs()
    np.testing.assert_array_equal(y, [0, 2])
    assert sorted(names) == ["scope", "x", "y"]


def test_an_output_that_is_an_input_counts_twice_in_the_list_of_outer_blobs():
    made = do(["x"], ["x", "y"], index=(0, 2))
    np.testing.assert_array_equal(run(SCOPE, made, feed={"x": X}, fetch="y"), [0, 2])


def test_inner_blobs_stay_inside_and_can_be_used_again():
    init = do([], [], net(op("ConstantFill", [], ["w"], shape=[2], value=5.0), name="init"), [], [])
    use = do(["x"], ["y"], net(op("Add", ["a", "w"], ["b"]), name="use"), reuse_workspace=1)
    np.testing.assert_array_equal(run(SCOPE, init, use, feed={"x": X}, fetch="y"), [4, 7])
    assert not workspace.HasBlob("w")


def test_the_gradient_finds_the_scopes_in_reverse_order():
    square = do(["x"], ["y"], net(op("Copy", ["a"], ["kept"]), op("Mul", ["a", "kept"], ["b"]), name="square"))
    gradient = do(["dy"], ["dx"], net(op("Mul", ["g", "kept"], ["h"]), name="gradient"), ["g", "h"], gradient=True)
    run(SCOPE, feed={"x": X, "dy": np.float32([1, 1])})
    for factor in (1, 10, 100):
        workspace.FeedBlob("x", X * factor)
        workspace.RunNetOnce(net(square))
    for factor in (100, 10, 1):
        workspace.RunNetOnce(net(gradient))
        np.testing.assert_array_equal(workspace.FetchBlob("dx"), X * factor)
    with pytest.raises(RuntimeError, match="no forward run is left"):
        workspace.RunNetOnce(net(gradient))


def test_copies_of_outer_blobs_keep_the_value_of_their_run():
    forward = do(["x"], ["y"], copy_external_blobs=1)
    gradient = do(["dy"], ["dx"], net(op("ReluGradient", ["b", "g"], ["h"]), name="gradient"), ["g", "h"], gradient=True)
    whole = net(SCOPE, forward, op("Scale", ["x"], ["x"], scale=-1.0), forward, gradient,
                op("Copy", ["dx"], ["second"]), gradient, name="whole")
    run(feed={"x": X, "dy": np.float32([7, 7])})
    workspace.CreateNet(whole)
    for sign in (1, -1, 1):  # scopes are used again, copies are made anew
        workspace.RunNet("whole")
        np.testing.assert_array_equal(workspace.FetchBlob("second"), [7, 0] if sign > 0 else [0, 7])
        np.testing.assert_array_equal(workspace.FetchBlob("dx"), [0, 7] if sign > 0 else [7, 0])


def test_a_net_of_the_same_name_is_another_net():
    again = do(net_=net(op("Copy", ["a"], ["b"]), name="inner"), reuse_workspace=1)
    np.testing.assert_array_equal(run(SCOPE, do(), again, feed={"x": X}, fetch="y"), X)


@pytest.mark.parametrize("made, words", [
    (lambda: op("Do", ["x", "scope"], ["y", "scope"]), "Not all outer names are used"),
    (lambda: do(index=[0]), "different inner/outer blobs lengths"),
    (lambda: do(index=[0, 2]), "out of bounds"),
    (lambda: do(index=[0, -1]), "out of bounds"),
    (lambda: do(inner=["a", "a"]), "redefinition of inner blob a"),
    (lambda: do(index=[0, 0]), "Reusage of outer name: x"),
    (lambda: do(inner=["a"], index=[0]), "Not all outer names are used"),
    (lambda: op("Do", ["x", "scope"], ["y"], net=RELU, inner_blobs=["a"], outer_blobs_idx=[0]), "same input/output workspace"),
    (lambda: do(reuse_workspace=1, copy_external_blobs=1), "simultaneously"),
    (lambda: do(reuse_workspace=1, gradient=True), "stacked workspaces"),
    (lambda: do(net_=net(op("Relu", ["q"], ["b"]))), "non-existing input blob: q"),
    (lambda: do(net_=net(op("ThrowException", [], [], message="from inside"))), "from inside"),
])
def test_errors(made, words):
    with pytest.raises(RuntimeError, match=words):
        run(SCOPE, made(), feed={"x": X})
