"""transformations and functional."""

import numpy as np
import pytest

from netdef import core, workspace
from netdef.transformations import Transformer, fuseConvBN, optimizeForMKLDNN


@pytest.fixture(autouse=True)
def blobs():
    workspace.ResetWorkspace()
    rng = np.random.default_rng(0)
    for name, shape in (("X", (1, 3, 6, 6)), ("w", (4, 3, 3, 3)), ("b", 4), ("scale", 4), ("shift", 4), ("mean", 4)):
        workspace.FeedBlob(name, rng.normal(size=shape).astype(np.float32))
    workspace.FeedBlob("var", rng.uniform(0.5, 2, 4).astype(np.float32))


def conv_bn(bias=True, is_test=1):
    net = core.Net("conv_bn")
    net.Conv(["X", "w"] + ["b"] * bias, "Y", kernel=3)
    net.SpatialBN(["Y", "scale", "shift", "mean", "var"], "Y2", is_test=is_test)
    return net


@pytest.mark.parametrize("bias", [True, False])
def test_fused_normalization_computes_the_same(bias):
    net = conv_bn(bias)
    workspace.RunNetOnce(net)
    before = workspace.FetchBlob("Y2")
    fuseConvBN(net)
    assert [op.type for op in net.Proto().op] == ["Conv"]
    workspace.RunNetOnce(net)
    np.testing.assert_allclose(workspace.FetchBlob("Y2"), before, rtol=1e-4, atol=1e-5)


def test_what_is_read_elsewhere_is_not_fused():
    net = conv_bn()
    net.Copy("Y", "also")
    fuseConvBN(net)
    assert len(net.Proto().op) == 3
    shared = conv_bn()
    shared.Conv(["X", "w", "b"], "Z", kernel=3)
    fuseConvBN(shared)
    assert len(shared.Proto().op) == 3


def test_relu_after_an_nnpack_convolution():
    net = core.Net("n")
    net.Conv(["X", "w", "b"], "Y", kernel=3)
    net.Relu("Y", "X")
    net.Copy("X", "out")
    transformer = Transformer()
    transformer.AddNNPACK(net)
    transformer.FuseNNPACKConvRelu(net)
    conv, copy = net.Proto().op
    assert conv.engine == "NNPACK" and conv.output[0] != "X" and copy.input[0] == conv.output[0]


def test_unknown_transformations_are_named():
    with pytest.raises(AttributeError, match="NoSuch not found. There are: AddNNPACK"):
        Transformer().NoSuch
    with pytest.raises(RuntimeError, match="IDEEP"):
        optimizeForMKLDNN(conv_bn())
