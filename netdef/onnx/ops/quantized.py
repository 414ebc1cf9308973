"""Caffe2's int8 operators: exactly, in integers, or as floats between QuantizeLinear and DequantizeLinear.

The exact form gives the bytes that the net gives; the other (`qdq`) is what runtimes fuse into their own int8 kernels, which
round differently now and then.
"""

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.ops import _int8 as int8
from netdef.onnx.ops import _windows as windows
from netdef.onnx.ops import conv, linear, pool, shape
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES, ValueType
from netdef.proto import caffe2_pb2

FLOAT = CODES["float"]
_BYTES = frozenset({CODES["uint8"]})


def record(caffe2, view, exact=None, relu=False):
    """`view` exports the float operator; `exact(op, graph, relu)` the int8 one."""

    def to_onnx(op, graph):
        scale, zero_point = int8.output_quantization(op, graph)
        if exact is not None and not graph.qdq:
            exact(op, graph, relu)
            return
        floats = caffe2_pb2.OperatorDef()
        floats.CopyFrom(op)
        floats.input[:] = [int8.dequantized(name, graph) for name in op.input]
        result = graph.unique(f"{op.output[0]}_float")
        floats.output[:] = [result]
        view(floats, graph)
        if relu:
            result = graph.node("Relu", [result])
        graph.node("QuantizeLinear", [result, *int8.parameters(scale, zero_point, np.uint8, graph)], op.output[:1])

    return Record(caffe2, None, to_onnx=to_onnx)


def moved(caffe2, function):
    """An operator that moves bytes: they keep their scale."""

    def to_onnx(op, graph):
        view = caffe2_pb2.OperatorDef()
        view.CopyFrom(op)
        view.input[:] = [int8.byte_tensor(name, graph) for name in op.input]
        function(view, graph)
        graph.quantization[op.output[0]] = int8.quantization(op.input[0], graph)

    return Record(caffe2, None, to_onnx=to_onnx)


def plain(onnx):
    return lambda op, graph: graph.node(onnx, op.input, op.output)


def leaky_relu(op, graph):
    graph.node("LeakyRelu", op.input, op.output, alpha=graph.arguments(op)["alpha"])


def concat(op, graph):
    arguments = graph.arguments(op)
    axis = arguments["axis"] if "axis" in arguments else {"NHWC": 3, "NCHW": 1}.get(arguments["order"], 0)
    graph.node("Concat", op.input, op.output[:1], axis=axis)
    if len(op.output) > 1:
        shape.split_info([graph.known_shape(name)[axis] for name in op.input], op, graph)


def resize_nearest(op, graph):
    """NHWC; rows and columns are those that rounding down gives."""
    arguments = graph.arguments(op)
    if arguments.get("output_size"):
        raise Unsupported("with output_size it has no form in ONNX")
    x = windows.to_channels_first(graph, op.input[0], 4)
    x = graph.resize(x, [1.0, 1.0, arguments["height_scale"], arguments["width_scale"]], "nearest", "asymmetric")
    windows.to_channels_last(graph, x, 4, op.output[:1])


def softmax(op, graph):
    """Over all axes but the first."""
    soft = graph.node("Softmax", [graph.flatten_to(op.input[0], 1)], axis=-1)
    graph.node("Reshape", [soft, graph.node("Shape", [op.input[0]])], op.output)


def finish(accumulator, op, graph, relu, output):
    """Sums of products of x and w, bias included, to the bytes of the output."""
    (x_scale, _), (w_scale, _) = (int8.quantization(name, graph) for name in op.input[:2])
    y_scale, y_zero = int8.output_quantization(op, graph)
    scale = np.float32(np.float32(x_scale * w_scale) / y_scale)
    int8.to_bytes(int8.requantized(accumulator, scale, graph), y_zero, relu, output, graph)


def weights(op, graph):
    value = graph.values.get(op.input[1])
    bias = graph.values.get(op.input[2]) if len(op.input) > 2 else None
    if not isinstance(value, tuple) or not isinstance(bias, tuple):
        raise Unsupported("its weights and bias are computed")
    return value[0], bias[0]


def product_inputs(x, w, op, graph):
    zeros = [graph.constant(int8.quantization(name, graph)[1], "zero_point", np.uint8) for name in op.input[:2]]
    return [x, w, *zeros]


def exact_conv(op, graph, relu):
    arguments = graph.arguments(op)
    data, bias = weights(op, graph)
    window = windows.caffe2_window(arguments, 2)
    attributes = windows.explicit(op, graph, arguments, window)
    x = windows.to_channels_first(graph, int8.byte_tensor(op.input[0], graph), 4)
    w = graph.constant(np.ascontiguousarray(data.transpose(0, 3, 1, 2)), op.input[1])
    sums = graph.node("ConvInteger", product_inputs(x, w, op, graph), dilations=window.dilations, group=arguments["group"], **attributes)
    sums = graph.node("Add", [sums, graph.constant(bias.reshape(1, -1, 1, 1), op.input[2])])
    result = graph.unique("conv")
    finish(sums, op, graph, relu, result)
    windows.to_channels_last(graph, result, 4, op.output[:1])


def exact_fc(op, graph, relu):
    data, bias = weights(op, graph)
    w = graph.constant(np.ascontiguousarray(data.reshape(data.shape[0], -1).T), op.input[1])
    x = graph.flatten_to(int8.byte_tensor(op.input[0], graph), 1)
    sums = graph.node("MatMulInteger", product_inputs(x, w, op, graph))
    finish(graph.node("Add", [sums, graph.constant(bias, op.input[2])]), op, graph, relu, op.output[:1])


def exact_sum(op, graph, relu):
    """Both inputs in 22-bit fixed point of the output's scale."""
    if len(op.input) != 2:
        raise Unsupported("it adds more than two tensors")
    y_scale, y_zero = int8.output_quantization(op, graph)
    known = [int8.quantization(name, graph) for name in op.input]
    ratios = [np.float32(scale / y_scale) for scale, _ in known]
    exponent = int8.mantissa_and_exponent(max(ratios))[1] - 127
    unit = 21 - exponent
    factors = [int(np.rint(np.ldexp(ratio, unit))) for ratio in ratios]
    terms = [int8.calc(graph, "Mul", int8.integers(int8.byte_tensor(n, graph), graph), f) for n, f in zip(op.input, factors)]
    total = int8.calc(graph, "Sub", graph.node("Add", terms), sum(f * zero for f, (_, zero) in zip(factors, known)))
    int8.to_bytes(int8.shifted(total, unit, int8.is_negative(total, graph), graph), y_zero, relu, op.output[:1], graph)


def exact_average_pool(op, graph, relu):
    """Padding counts as zeros; the sums are scaled by a 24-bit multiplier."""
    arguments = graph.arguments(op)
    dims = graph.known_shape(op.input[0])
    window = windows.caffe2_window(arguments, 2)
    if set(window.dilations) != {1}:
        raise Unsupported("it has dilations")
    if arguments["global_pooling"]:
        window = windows.Window(list(dims[1:3]), [1, 1], [0] * 4, [1, 1])
        attributes = {"kernel_shape": window.kernel}
    else:
        attributes = windows.explicit(op, graph, arguments, window)
    scale, zero = int8.quantization(op.input[0], graph)
    y_scale, y_zero = int8.output_quantization(op, graph)
    taps = window.kernel[0] * window.kernel[1]
    mantissa, exponent = int8.mantissa_and_exponent(np.float32(scale / np.float32(y_scale * np.float32(taps))))
    x = windows.to_channels_first(graph, int8.byte_tensor(op.input[0], graph), 4)
    ones = graph.constant(np.ones((dims[3], 1, *window.kernel), np.uint8), "ones")
    sums = graph.node("ConvInteger", [x, ones, graph.constant(zero, "zero_point", np.uint8)], group=dims[3], **attributes)
    sums = int8.integers(sums, graph)
    average = int8.shifted(int8.calc(graph, "Mul", sums, mantissa), 150 - exponent, int8.is_negative(sums, graph), graph)
    result = int8.to_bytes(average, y_zero, relu, None, graph)
    windows.to_channels_last(graph, result, 4, op.output[:1])


def exact_softmax(op, graph, relu):
    """exp from a table of integers, relative to the largest of each row; quotients in steps of 1/256."""
    scale, _ = int8.quantization(op.input[0], graph)
    dims = graph.known_shape(op.input[0])
    unit = min(float(np.uint32(0xFFFFFFFF)) / float(max(np.prod(dims[1:]), 1)), 8388607.0)
    table = np.rint(unit * np.exp((np.arange(256) - 255.0) * float(scale))).astype(np.int64)
    x = int8.integers(graph.flatten_to(int8.byte_tensor(op.input[0], graph), 1), graph)
    largest = graph.reduce("ReduceMax", x, [1], keepdims=True)
    index = int8.calc(graph, "Add", graph.node("Sub", [x, largest]), 255)
    powers = graph.node("Gather", [graph.constant(table, "exp"), index], axis=0)
    total = graph.reduce("ReduceSum", powers, [1], keepdims=True)
    rounded = graph.node("Add", [int8.calc(graph, "Mul", powers, 256), int8.calc(graph, "Div", total, 2)])
    quotient = graph.node("Div", [rounded, int8.calc(graph, "Max", total, 1)])
    rows = int8.to_bytes(quotient, 0, False, None, graph)
    graph.reshape(rows, [-1, *dims[1:]], op.output[:1])


def to_quantize(op, graph):
    scale, zero_point = int8.output_quantization(op, graph)
    graph.node("QuantizeLinear", [op.input[0], *int8.parameters(scale, zero_point, np.uint8, graph)], op.output[:1])


def to_dequantize(op, graph):
    scale, zero_point = int8.quantization(op.input[0], graph)
    inputs = [int8.byte_tensor(op.input[0], graph), *int8.parameters(scale, zero_point, np.uint8, graph)]
    graph.node("DequantizeLinear", inputs, op.output[:1])


def float_record(records, caffe2):
    return next(record.to_onnx for record in records if record.caffe2 == caffe2)


_average, _largest = (float_record(pool.RECORDS, kind) for kind in ("AveragePool", "MaxPool"))

# What quantizing tools write as one node becomes the float operator between DequantizeLinear and QuantizeLinear, which prepared nets compute
# with bytes. Where the weights are no constants the operators themselves serve.


def floats(net, inputs, axis=None):
    return net.node("DequantizeLinear", inputs, like=ValueType(FLOAT, net.shape(inputs[0])), axis=axis)


def from_qlinear_conv(node, net):
    x, x_scale, x_zero, w, w_scale, w_zero, y_scale, y_zero = node.inputs[:8]
    bias, scales = node.input(8), [net.constant_value(name) for name in (x_scale, w_scale)]
    if not net.is_constant(w) or net.dtype(y_zero) not in _BYTES or scales[0] is None or scales[1] is None:
        return False
    inputs = [floats(net, [x, x_scale, x_zero]), floats(net, [w, w_scale, w_zero], axis=0)]
    if bias:
        inputs.append(floats(net, [bias, net.constant(scales[0].reshape(-1)[0] * scales[1], "bias_scale")], axis=0))
    y = net.node("Conv", inputs, like=ValueType(FLOAT, net.shape(node.outputs[0])), **node.attributes)
    net.node("QuantizeLinear", [y, y_scale, y_zero], node.outputs)
    return True


def from_qlinear_mat_mul(node, net):
    a, a_scale, a_zero, b, b_scale, b_zero, y_scale, y_zero = node.inputs
    scale = net.constant_value(a_scale)
    if not net.is_constant(b) or net.rank(b) != 2 or net.dtype(y_zero) not in _BYTES or scale is None or scale.size != 1:
        return False
    inputs = [floats(net, [a, a_scale, a_zero]), floats(net, [b, b_scale, b_zero], axis=1)]
    y = net.node("MatMul", inputs, like=ValueType(FLOAT, net.shape(node.outputs[0])))
    net.node("QuantizeLinear", [y, y_scale, y_zero], node.outputs)
    return True


RECORDS = [
    Record(None, "QLinearConv", types=_BYTES, from_onnx=from_qlinear_conv), Record(None, "QLinearMatMul", types=_BYTES, from_onnx=from_qlinear_mat_mul),
    Record("Int8Quantize", None, to_onnx=to_quantize),
    Record("Int8Dequantize", None, to_onnx=to_dequantize),
    record("Int8Conv", conv.to_conv, exact_conv), record("Int8ConvRelu", conv.to_conv, exact_conv, relu=True),
    record("Int8FC", linear.to_gemm(True), exact_fc),
    record("Int8AveragePool", _average, exact_average_pool), record("Int8AveragePoolRelu", _average, exact_average_pool, relu=True),
    record("Int8Add", plain("Add"), exact_sum), record("Int8AddRelu", plain("Add"), exact_sum, relu=True),
    record("Int8Sum", plain("Sum"), exact_sum), record("Int8SumRelu", plain("Sum"), exact_sum, relu=True),
    record("Int8Softmax", softmax, exact_softmax),
    record("Int8Relu", plain("Relu")), record("Int8LeakyRelu", leaky_relu), record("Int8Sigmoid", plain("Sigmoid")),
    moved("Int8Concat", concat), moved("Int8MaxPool", _largest), moved("Int8Flatten", shape.to_flatten),
    moved("Int8Reshape", shape.to_reshape), moved("Int8Transpose", shape.to_transpose), moved("Int8Slice", shape.to_slice),
    moved("Int8ResizeNearest", resize_nearest), moved("Int8ChannelShuffle", conv.to_channel_shuffle),
]
