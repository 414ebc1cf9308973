"""Nodes in the form that prepared nets have kernels for: quantized layers with constant weights, padding that depends on no size. Oracle: ONNX Runtime."""

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from netdef.onnx import backend
from netdef.proto import caffe2_pb2

RANDOM = np.random.default_rng(0)
F = np.float32


def run(op_type, x, constants, shape, constant_weights=True, **attributes):
    """(netdef's result, ONNX Runtime's, types of the operators that ran); `constants` are the inputs after x."""
    runtime = pytest.importorskip("onnxruntime", reason="the oracle")
    values = {f"c{i}": np.asarray(value) for i, value in enumerate(constants)}
    weights = "c2" if not constant_weights else None
    node = helper.make_node(op_type, ["x", *values], ["y"], **attributes)
    inputs = [helper.make_tensor_value_info("x", TensorProto.UINT8, x.shape)]
    if weights:
        inputs.append(helper.make_tensor_value_info(weights, helper.np_dtype_to_tensor_dtype(values[weights].dtype), values[weights].shape))
    graph = helper.make_graph([node], "g", inputs, [helper.make_tensor_value_info("y", TensorProto.UINT8, shape)],
                              [numpy_helper.from_array(value, name) for name, value in values.items() if name != weights])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    feeds = {"x": x} | ({weights: values[weights]} if weights else {})
    want, = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, feeds)
    prepared = backend.prepare(model)
    net = caffe2_pb2.NetDef.FromString(prepared.predictor.net)
    return prepared.run(feeds)[0], want, [op.type for op in net.op]


def bytes_of(dtype, *shape):
    return RANDOM.integers(np.iinfo(dtype).min, np.iinfo(dtype).max, shape, dtype, endpoint=True)


def assert_close(got, want):
    """Within one step: sums whose scaled value lies in the middle between two bytes are rounded either way."""
    assert got.dtype == want.dtype and got.shape == want.shape
    difference = np.abs(got.astype(int) - want.astype(int))
    assert difference.max() <= 1 and (difference > 0).mean() < 0.01


@pytest.mark.parametrize("per_channel", [False, True])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("group, pads, strides", [(1, [1, 1, 1, 1], [1, 1]), (1, [0, 2, 1, 0], [2, 1]), (2, [1, 1, 1, 1], [2, 2])])
def test_convolution(per_channel, bias, group, pads, strides):
    x, w = bytes_of("uint8", 2, 6, 9, 11), bytes_of("int8", 8, 6 // group, 3, 3)
    scale = RANDOM.uniform(0.002, 0.004, 8).astype(F) if per_channel else F(0.003)
    zero = np.zeros(8 if per_channel else (), np.int8)
    constants = [F(0.02), np.uint8(120), w, scale, zero, F(0.05), np.uint8(130)] + ([RANDOM.integers(-9000, 9000, 8, np.int32)] if bias else [])
    shape = [2, 8, (9 + pads[0] + pads[2] - 3) // strides[0] + 1, (11 + pads[1] + pads[3] - 3) // strides[1] + 1]
    got, want, types = run("QLinearConv", x, constants, shape, group=group, pads=pads, strides=strides)
    assert_close(got, want)
    assert types == ["QuantizedConv"]


@pytest.mark.parametrize("per_column", [False, True])
def test_product(per_column):
    scale = RANDOM.uniform(0.002, 0.004, 33).astype(F) if per_column else F(0.003)
    zero = np.zeros(33 if per_column else (), np.int8)
    constants = [F(0.02), np.uint8(120), bytes_of("int8", 20, 33), scale, zero, F(0.05), np.uint8(130)]
    got, want, types = run("QLinearMatMul", bytes_of("uint8", 3, 5, 20), constants, [3, 5, 33])
    assert_close(got, want)
    assert types == ["QuantizedFC"]


def test_weights_that_are_no_constants():
    constants = [F(0.02), np.uint8(120), bytes_of("int8", 8, 6, 3, 3), F(0.003), np.int8(0), F(0.05), np.uint8(130)]
    got, want, types = run("QLinearConv", bytes_of("uint8", 1, 6, 9, 11), constants, [1, 8, 7, 9], constant_weights=False)
    assert_close(got, want)
    assert types == ["QLinearConv"]


def test_same_padding_of_images_of_unknown_size():
    """With a stride of 1 the pads do not depend on the size: the convolution is Caffe2's, and prepared as such."""
    w = RANDOM.standard_normal((4, 3, 5, 2)).astype(F)
    node = helper.make_node("Conv", ["x", "w"], ["y"], auto_pad="SAME_UPPER")
    graph = helper.make_graph([node], "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 3, "H", "W"])], [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
                              [numpy_helper.from_array(w, "w")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    prepared = backend.prepare(model)
    op, = caffe2_pb2.NetDef.FromString(prepared.predictor.net).op
    assert op.domain == "" and op.type == "Conv"
    runtime = pytest.importorskip("onnxruntime", reason="the oracle")
    x = RANDOM.standard_normal((2, 3, 7, 10)).astype(F)
    want, = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, {"x": x})
    np.testing.assert_allclose(prepared.run([x])[0], want, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("ends, axes, steps, whole", [([9, 2**31 - 1], [1, 0], None, True), ([9], [-1], [1], True), ([8], [1], None, False), ([2**30], [0], None, False), ([9], [1], [2], False)])
def test_slices_of_everything_are_left_out(ends, axes, steps, whole):
    constants = {"starts": np.zeros(len(ends), np.int64), "ends": np.array(ends), "axes": np.array(axes)} | ({"steps": np.array(steps)} if steps else {})
    nodes = [helper.make_node("Slice", ["x", *constants], ["s"]), helper.make_node("Relu", ["s"], ["y"])]
    graph = helper.make_graph(nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 9])], [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
                              [numpy_helper.from_array(value, name) for name, value in constants.items()])
    prepared = backend.prepare(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9))
    x = RANDOM.standard_normal((4, 9)).astype(F)
    at = [slice(None), slice(None)]
    for end, axis, step in zip(ends, axes, steps or [1] * len(ends)):
        at[axis] = slice(0, end, step)
    np.testing.assert_array_equal(prepared.run([x])[0], np.maximum(x[tuple(at)], 0))
    assert ["Relu"] == [op.type for op in caffe2_pb2.NetDef.FromString(prepared.predictor.net).op] if whole else True
