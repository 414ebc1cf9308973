"""transformations and functional."""

import numpy as np
import pytest

from netdef import core, workspace
from netdef.proto import caffe2_pb2
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


IDEEP = core.DeviceOption(caffe2_pb2.IDEEP)


def on_ideep(*steps):
    """A net of (type, inputs, output, arguments) on IDEEP devices."""
    net = core.Net("ideep")
    with core.DeviceScope(IDEEP):
        for op_type, inputs, output, args in steps:
            net.Proto().op.extend([core.CreateOperator(op_type, inputs, [output], **args)])
    return net


CONV = ("Conv", ["X", "w", "b"], "Y", {"kernel": 3})
WIDE = ("Conv", ["X", "v", "b"], "S", {"kernel": 3})
NORM = ("SpatialBN", ["Y", "scale", "shift", "mean", "var"], "Z", {"is_test": 1})
AFFINE = ("AffineChannel", ["Y", "scale", "shift"], "Z", {})
SUM, RELU = ("Sum", ["S", "Y"], "T", {}), ("Relu", ["T"], "U", {})


@pytest.mark.parametrize("steps, types", [
    ([CONV, NORM], ["Conv"]),
    ([CONV, AFFINE], ["Conv"]),
    ([CONV, NORM, ("Relu", ["Z"], "Z", {})], ["ConvFusion"]),
    ([CONV, ("Relu", ["Y"], "R", {})], ["ConvFusion"]),
    ([WIDE, CONV, SUM], ["Conv", "ConvFusion"]),
    ([CONV, WIDE, ("Add", ["Y", "S"], "S", {})], ["ConvFusion", "Conv"]),
    ([WIDE, CONV, SUM, RELU], ["Conv", "ConvFusion"]),
    ([WIDE, CONV, SUM, RELU, ("Copy", ["U"], "end", {})], ["Conv", "ConvFusion", "Copy"]),
    ([WIDE, CONV, SUM, ("Copy", ["S"], "end", {})], ["Conv", "Conv", "Sum", "Copy"]),  # the addend is read again
    ([CONV, ("Copy", ["Y"], "end", {}), WIDE, SUM], ["Conv", "Copy", "ConvFusion"]),  # the one that is read once takes in the other
    ([CONV, ("Relu", ["X"], "X", {}), ("Relu", ["Y"], "R", {})], None),  # its input is gone by then
    ([CONV, ("Sum", ["other", "Y"], "T", {})], None),  # what comes from outside stays as it is
    ([WIDE, CONV, ("Add", ["S", "Y"], "T", {"broadcast": 1})], None),
])
def test_convolutions_on_ideep_devices_take_in_what_follows(steps, types):
    rng = np.random.default_rng(1)
    workspace.FeedBlob("v", rng.normal(size=(4, 3, 3, 3)).astype(np.float32))
    workspace.FeedBlob("other", rng.normal(size=(1, 4, 4, 4)).astype(np.float32))
    x = workspace.FetchBlob("X")
    net = on_ideep(*steps)
    last = net.Proto().op[-1].output[0]
    workspace.RunNetOnce(net)
    before = workspace.FetchBlob(last)
    workspace.FeedBlob("X", x)
    optimizeForMKLDNN(net)
    assert sorted(op.type for op in net.Proto().op) == sorted(types or [step[0] for step in steps])
    workspace.RunNetOnce(net)
    np.testing.assert_allclose(workspace.FetchBlob(net.Proto().op[-1].output[0]), before, rtol=1e-4, atol=1e-4)


def test_external_outputs_and_other_devices_stay():
    net = on_ideep(WIDE, CONV, SUM)
    net.Proto().external_output.append("T")
    untouched = core.Net("cpu")
    untouched.Conv(["X", "w", "b"], "Y", kernel=3)
    untouched.Relu("Y", "Y")
    trained = on_ideep(CONV, ("Relu", ["Y"], "Y", {}))
    for case, options in ((net, {}), (untouched, {}), (trained, {"training_mode": True})):
        before = case.Proto().SerializeToString()
        optimizeForMKLDNN(case, **options)
        assert case.Proto().SerializeToString() == before
    assert core.C.transform_optimizeForMKLDNN(before, True) == before
    fused = caffe2_pb2.NetDef.FromString(core.C.transform_optimizeForMKLDNN(before))
    assert [op.type for op in fused.op] == ["ConvFusion"]
