"""Fully connected layers and quantized convolutions of prepared nets against the plain operators."""

import netdef
import numpy as np
import pytest

from nets import op
from netdef import core, workspace
from netdef.proto import caffe2_pb2
from prepared import assert_agree, kernels, normal, prepare


@pytest.mark.parametrize("rows", [1, 2, 13, 14, 15, 28, 29, 60])
@pytest.mark.parametrize("outputs, inputs", [(5, 7), (33, 40), (64, 129)])
@pytest.mark.parametrize("kind", ["FC", "FCTransposed"])
@pytest.mark.parametrize("tail", ["", "Relu", "Sigmoid"])
def test_fully_connected(rows, outputs, inputs, kind, tail):
    ops = [op(kind, ["x", "w", "b"], ["t" if tail else "y"])] + ([op(tail, ["t"], ["y"])] if tail else [])
    w = normal(*((outputs, inputs) if kind == "FC" else (inputs, outputs)), seed=1)
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": w, "b": normal(outputs, seed=2)})
    assert_agree(prepared, plain, {"x": normal(rows, inputs)})


@pytest.mark.parametrize("rows, outputs, inputs", [(16, 70, 1100), (240, 17, 2100), (500, 40, 1040), (33, 1100, 513)])
@pytest.mark.parametrize("tail", ["", "LeakyRelu", "Gelu", "Tanh"])
@pytest.mark.parametrize("threads", [1, 2])
def test_fully_connected_in_slices(rows, outputs, inputs, tail, threads):
    """More rows and inputs than are taken at a time; threads that share the rows, and that share the outputs."""
    ops = [op("FC", ["x", "w", "b"], ["t" if tail else "y"])] + ([op(tail, ["t"], ["y"])] if tail else [])
    before = netdef.num_threads()
    netdef.set_num_threads(threads)
    try:
        prepared, plain = prepare(ops, ["x"], ["y"], {"w": normal(outputs, inputs, seed=1), "b": normal(outputs, seed=2)})
        assert_agree(prepared, plain, {"x": normal(rows, inputs)})
    finally:
        netdef.set_num_threads(before)


def quantized(scale, zero, **values):
    (name, array), = values.items()
    kind = "Int8GivenTensorFill" if array.dtype == np.uint8 else "Int8GivenIntTensorFill"
    args = {"shape": array.shape, "values": array.tobytes() if array.dtype == np.uint8 else array.ravel().tolist(), "Y_scale": scale, "Y_zero_point": zero}
    return core.CreateOperator(kind, [], [name], **args)


@pytest.mark.parametrize("relu", [False, True])
@pytest.mark.parametrize("x_zero, w_zero, y_zero", [(128, 128, 120), (0, 128, 0), (7, 100, 255), (200, 0, 3)])
@pytest.mark.parametrize("channels, outputs, group, args", [
    (8, 12, 1, {"kernel": 3, "pad": 1}), (16, 16, 16, {"kernel": 3, "pad": 1, "stride": 2}), (20, 24, 1, {"kernel": 1}), (12, 12, 3, {"kernel": 3}),
    (3, 16, 1, {"kernel": 3, "stride": 2, "pad_t": 0, "pad_l": 1, "pad_b": 1, "pad_r": 0}),
])
def test_quantized_convolution(relu, x_zero, w_zero, y_zero, channels, outputs, group, args):
    random = np.random.default_rng(3)
    taps = args["kernel"]
    low, high = max(0, w_zero - 100), min(255, w_zero + 100)
    w = random.integers(low, high + 1, (outputs, taps, taps, channels // group), dtype=np.uint8)
    bias = random.integers(-900, 900, outputs).astype(np.int32)
    init = caffe2_pb2.NetDef(name="init", op=[quantized(0.02, w_zero, w=w), quantized(0.001, 0, b=bias)])
    kind = "Int8ConvRelu" if relu else "Int8Conv"
    net = caffe2_pb2.NetDef(name="net", external_input=["x", "w", "b"], external_output=["y"], op=[
        op("Int8Quantize", ["x"], ["q"], Y_scale=0.05, Y_zero_point=x_zero),
        op(kind, ["q", "w", "b"], ["c"], Y_scale=0.4, Y_zero_point=y_zero, order="NHWC", group=group, **args),
        op("Int8Sum", ["c", "c"], ["s"], Y_scale=0.8, Y_zero_point=y_zero), op("Int8Dequantize", ["s"], ["y"]),
    ])
    prepared, plain = workspace.Predictor(init, net), workspace.Predictor(init, net, optimize=False)
    for shape in [(1, 9, 8, channels), (2, 12, 13, channels), (1, 9, 8, channels)]:
        x = normal(*shape) * 2
        got, want = prepared.run([x])[0], plain.run([x])[0]
        np.testing.assert_array_equal(got, want)  # to the bit


def test_quantized_convolution_uses_its_kernel():
    random = np.random.default_rng(3)
    init = caffe2_pb2.NetDef(op=[quantized(0.02, 128, w=random.integers(60, 190, (16, 3, 3, 16), dtype=np.uint8)), quantized(0.001, 0, b=np.zeros(16, np.int32))])
    net = caffe2_pb2.NetDef(external_input=["x", "w", "b"], external_output=["y"], op=[
        op("Int8Quantize", ["x"], ["q"], Y_scale=0.05, Y_zero_point=128),
        op("Int8ConvRelu", ["q", "w", "b"], ["y"], Y_scale=0.4, Y_zero_point=128, order="NHWC", kernel=3),
    ])
    predictor, plain = workspace.Predictor(init, net), workspace.Predictor(init, net, optimize=False)
    x = normal(1, 9, 8, 16)
    got, want = predictor.run([x])[0], plain.run([x])[0]
    assert tuple(got[1:]) == tuple(want[1:])  # scale and zero point
    np.testing.assert_array_equal(got[0], want[0])
    assert ("Int8ConvRelu", "operator") not in kernels(predictor, {"x": x})
