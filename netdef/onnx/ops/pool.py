"""Poolings."""

from netdef.onnx.error import Unsupported
from netdef.onnx.ops import _windows as windows
from netdef.onnx.registry import Record


def pool(caffe2):
    global_type = f"Global{caffe2}"
    average = caffe2 == "AveragePool"

    def from_onnx(node, net):
        window = windows.onnx_window(node, net, node.attribute("kernel_shape"))
        if window is None or set(window.dilations) != {1} or len(window.kernel) > 3:
            return False
        stated = node.attribute("pads", None) or [0] * len(window.pads)
        if average and node.attribute("ceil_mode", 0) and window.pads != list(stated):
            return False  # the windows that rounding up adds count fewer elements
        arguments = {"count_include_pad": 1} if average and node.attribute("count_include_pad", 0) else {}
        if any(p >= k for p, k in zip(window.pads, window.kernel * 2)):
            return False
        net.add(caffe2, node.inputs, node.outputs, kernels=window.kernel, strides=window.strides, pads=window.pads, **arguments)
        return True

    def from_global(node, net):
        rank = net.rank(node.inputs[0])
        if rank is None or rank < 3 or rank > 5:
            return False
        net.add(caffe2, node.inputs, node.outputs, global_pooling=1)
        return True

    def to_onnx(op, graph):
        arguments = graph.arguments(op)
        axes = windows.spatial_axes(op, graph)
        x, outputs = op.input[0], op.output[:1]
        if arguments["global_pooling"]:
            graph.node(global_type, [x], outputs)
        else:
            window = windows.caffe2_window(arguments, axes)
            if set(window.dilations) != {1}:
                raise Unsupported("it has dilations")
            legacy = arguments["legacy_pad"] == windows.LEGACY_CAFFE
            attributes = windows.explicit(op, graph, arguments, window)
            if average:
                attributes["count_include_pad"] = int(bool(arguments.get("count_include_pad"))) or None
            if average and legacy and arguments.get("count_include_pad"):
                raise Unsupported("old Caffe's rule for sizes together with count_include_pad has no form in ONNX")
            graph.node(caffe2, [x], outputs, **attributes)

    to_onnx = windows.in_channels_first(to_onnx)
    return [
        Record(caffe2, caffe2, from_onnx=from_onnx, to_onnx=to_onnx),
        *[Record(f"{caffe2}{axes}D", None, to_onnx=to_onnx) for axes in (1, 2, 3)],
        Record(None, global_type, from_onnx=from_global),
    ]


def to_lp_pool(op, graph):
    """ONNX's p is a whole number."""
    arguments = graph.arguments(op)
    power = arguments["p"]
    if power != int(power):
        raise Unsupported(f"p = {power} has no form in ONNX")
    if arguments["global_pooling"]:
        graph.node("GlobalLpPool", op.input, op.output, p=int(power))
        return
    window = windows.caffe2_window(arguments, windows.spatial_axes(op, graph))
    graph.node("LpPool", op.input, op.output, p=int(power), **windows.explicit(op, graph, arguments, window))


RECORDS = [*pool("MaxPool"), *pool("AveragePool"), Record("LpPool", None, to_onnx=windows.in_channels_first(to_lp_pool))]
