"""Convolutions."""

from netdef.onnx.ops import _windows as windows
from netdef.onnx.registry import Record
from netdef.proto import caffe2_pb2


def kernel_of(node, net):
    """kernel_shape, which the weights tell where it is not stated."""
    kernel = node.attribute("kernel_shape", None)
    shape = net.type(node.inputs[1]).fixed_shape
    return kernel or (list(shape[2:]) if shape is not None else None)


def from_conv(node, net):
    window = windows.onnx_window(node, net, kernel_of(node, net))
    if window is None or "" in node.inputs:
        return False
    net.add("Conv", node.inputs, node.outputs, kernels=window.kernel, strides=window.strides, pads=window.pads,
            dilations=window.dilations, group=node.attribute("group", 1))
    return True


def to_conv(op, graph):
    arguments = graph.arguments(op)
    window = windows.caffe2_window(arguments, windows.spatial_axes(op, graph))
    attributes = windows.explicit(op, graph, arguments, window)
    graph.node("Conv", op.input, op.output, dilations=window.dilations, group=arguments["group"], **attributes)


to_conv = windows.in_channels_first(to_conv, filters=1)


def to_conv_and_relu(op, graph):
    conv = caffe2_pb2.OperatorDef()
    conv.CopyFrom(op)
    conv.output[:] = [graph.unique("conv")]
    to_conv(conv, graph)
    graph.node("Relu", conv.output, op.output)


def from_conv_transpose(node, net):
    if node.attribute("output_shape", None) or node.attribute("auto_pad", b"NOTSET") != b"NOTSET" or "" in node.inputs:
        return False
    kernel = kernel_of(node, net)
    window = windows.onnx_window(node, net, kernel)
    if window is None or len(kernel) != 2 or set(window.dilations) != {1}:
        return False
    adjs = node.attribute("output_padding", None) or [0, 0]
    if any(a >= s for a, s in zip(adjs, window.strides)):
        return False
    net.add("ConvTranspose", node.inputs, node.outputs, kernels=window.kernel, strides=window.strides, pads=window.pads,
            adjs=adjs, group=node.attribute("group", 1))
    return True


def to_conv_transpose(op, graph):
    arguments = graph.arguments(op)
    axes = windows.spatial_axes(op, graph)
    window = windows.caffe2_window(arguments, axes)
    adjs = list(arguments["adjs"] or [])
    if not adjs:
        adjs = [arguments["adj_h"], arguments["adj_w"]] if "adj_h" in arguments or "adj_w" in arguments else [arguments["adj"]] * axes
    attributes = windows.explicit(op, graph, arguments, window)
    graph.node("ConvTranspose", op.input, op.output, output_padding=adjs if any(adjs) else None, group=arguments["group"], **attributes)


to_conv_transpose = windows.in_channels_first(to_conv_transpose, filters=1)


def to_channel_shuffle(op, graph):
    """The channels as a matrix of `group` rows, transposed."""
    x, groups = op.input[0], graph.arguments(op)["group"]
    shape = graph.known_shape(x)
    if graph.arguments(op)["order"] == "NHWC":
        apart = graph.reshape(x, [0] * (len(shape) - 1) + [groups, -1])
        last = len(shape)
        apart = graph.node("Transpose", [apart], perm=[*range(last - 1), last, last - 1])
    else:
        apart = graph.reshape(x, [0, groups, -1, *shape[2:]])
        apart = graph.node("Transpose", [apart], perm=[0, 2, 1, *range(3, len(shape) + 1)])
    graph.reshape(apart, [0, *shape[1:]], op.output)


RECORDS = [
    Record("Conv", "Conv", from_onnx=from_conv, to_onnx=to_conv),
    *[Record(f"Conv{axes}D", None, to_onnx=to_conv) for axes in (1, 2, 3)], Record("ConvRelu", None, to_onnx=to_conv_and_relu),
    Record("ConvTranspose", "ConvTranspose", from_onnx=from_conv_transpose, to_onnx=to_conv_transpose),
    Record("ChannelShuffle", None, to_onnx=to_channel_shuffle),
]
