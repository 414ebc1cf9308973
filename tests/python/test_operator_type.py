"""@netdef.op: operator types made of Python functions."""

import numpy as np
import pytest

import netdef
from netdef import core, gradient_checker, workspace
from netdef._impl import catalogue
from netdef.proto import caffe2_pb2


@pytest.fixture(scope="module", autouse=True)
def operators():
    """Registered when these tests run, not when they are collected: other tests look at the operators of the build."""

    def clipped_gradient(X, Y, dY, *, low, high):
        return np.where((X > low) & (X < high), dY, 0)

    @netdef.op(shapes=lambda X, low, high: X, gradient=clipped_gradient, arguments={"low": "Smallest value of Y."})
    def EmbedClip(X, *, low: float = -1.0, high: float = 1.0):
        """Cuts values off at two bounds."""
        return np.clip(X, low, high).astype(X.dtype)

    @netdef.op(outputs=("sum", "names"))
    def EmbedJoin(A, B, C=None, *, scale, tag="none", shifts=[0]):  # noqa: B006
        total = scale * (A + B) + (0 if C is None else C) + sum(shifts)
        return total, np.array([tag.encode()] * len(A), object)


def run(net):
    workspace.RunNetOnce(net)
    return net


def test_it_is_an_operator_like_any_other():
    net = core.Net("clip")
    net.EmbedClip("x", "y", high=2.0)
    workspace.FeedBlob("x", np.array([-3, 0.5, 3], np.float32))
    run(net)
    assert workspace.FetchBlob("y").tolist() == [-1, 0.5, 2]
    shapes, types = workspace.InferShapesAndTypes([net], {"x": [4, 5]})
    assert shapes["y"] == [4, 5] and types["y"] == caffe2_pb2.TensorProto.FLOAT
    described = catalogue.describe("EmbedClip")
    assert described.summary == "Cuts values off at two bounds." and described.gradient == "yes"
    assert [a.name for a in described.arguments] == ["low", "high"] and "Smallest value of Y. Default: -1.0" in described.arguments[0].help
    assert described.side_effect == "calls Python"


def test_its_gradient():
    x = np.array([[-3, -0.5], [0.25, 3]], np.float32)
    op = core.CreateOperator("EmbedClip", ["x"], ["y"])
    good, _, estimated = gradient_checker.GradientChecker(0.01, 0.01).CheckSimple(op, [x], 0, [0])
    assert good and estimated[0].any()


def test_arguments_and_several_outputs():
    workspace.FeedBlob("a", np.ones(2, np.float32))
    workspace.FeedBlob("b", np.full(2, 2, np.float32))
    net = core.Net("join")
    net.EmbedJoin(["a", "b"], ["s", "n"], scale=10, tag="here", shifts=[1, 2])
    run(net)
    assert workspace.FetchBlob("s").tolist() == [33, 33] and workspace.FetchBlob("n").tolist() == [b"here", b"here"]
    net = core.Net("join_three")
    net.EmbedJoin(["a", "b", "b"], ["s", "n"], scale=1)
    run(net)
    assert workspace.FetchBlob("s").tolist() == [5, 5]
    net = core.Net("lacking")
    with pytest.raises(netdef.Error, match="scale"):
        net.EmbedJoin(["a", "b"], ["s", "n"])
        run(net)
    with pytest.raises(Exception, match="should not call gradient for operator EmbedJoin"):
        core.GradientRegistry.GetGradientForOp(core.CreateOperator("EmbedJoin", ["a", "b"], ["s", "n"], scale=1), ["ds", None])


def test_an_engine_of_an_operator_that_exists():
    @netdef.op(engine="EMBED_NUMPY")
    def Relu(X):
        return np.maximum(X, 0) + 100

    workspace.FeedBlob("x", np.array([-1, 2], np.float32))
    net = core.Net("relu")
    net.Relu("x", "plain")
    net.Relu("x", "chosen", engine="EMBED_NUMPY")
    run(net)
    assert workspace.FetchBlob("plain").tolist() == [0, 2] and workspace.FetchBlob("chosen").tolist() == [100, 102]
    with pytest.raises(netdef.Error, match="there is an operator Relu already"):
        netdef.op(Relu)


def test_what_goes_wrong_is_said():
    class Special(Exception):
        pass

    @netdef.op(outputs=("Y", "Z"))
    def EmbedWrong(X, *, kind="raise"):
        if kind == "raise":
            raise Special("boom")
        return X

    workspace.FeedBlob("x", np.ones(1, np.float32))
    with pytest.raises(Special, match="boom"):
        workspace.RunOperatorOnce(core.CreateOperator("EmbedWrong", ["x"], ["y", "z"]))
    with pytest.raises(netdef.Error, match="returned 1 outputs, the operator has 2"):
        workspace.RunOperatorOnce(core.CreateOperator("EmbedWrong", ["x"], ["y", "z"], kind="one"))
    with pytest.raises(TypeError, match="an operator's parameters are inputs"):
        netdef.op(lambda X, scale=2.0: X)


def test_a_definition_that_is_run_again_replaces_the_function():
    for factor in (2, 3):

        @netdef.op(shapes=lambda X: X)
        def EmbedTimes(X):
            return X * np.float32(factor)  # noqa: B023

        workspace.FeedBlob("x", np.ones(2, np.float32))
        workspace.RunOperatorOnce(core.CreateOperator("EmbedTimes", ["x"], ["y"]))
        assert workspace.FetchBlob("y").tolist() == [factor, factor]
