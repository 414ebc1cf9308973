"""What convolutions and poolings share: kernel, strides, pads and dilations as Caffe2 and ONNX state them."""

from __future__ import annotations

import dataclasses

from netdef.onnx.error import Unsupported
from netdef.proto import caffe2_pb2

LEGACY_VALID, LEGACY_SAME, LEGACY_CAFFE = 1, 2, 3


@dataclasses.dataclass
class Window:
    kernel: list[int]
    strides: list[int]
    pads: list[int]
    """The begins of all axes, then the ends."""
    dilations: list[int]


def caffe2_window(arguments, axes: int) -> Window:
    """The window that a Caffe2 operator's arguments mean over so many spatial axes."""

    def each(one: str, names: tuple[str, str], many: str, default: int) -> list[int]:
        if arguments[many]:
            return list(arguments[many])
        if any(name in arguments for name in names):
            return [arguments[name] for name in names]
        return [arguments[one] if one in arguments else default] * axes

    kernel = each("kernel", ("kernel_h", "kernel_w"), "kernels", 0)
    strides = each("stride", ("stride_h", "stride_w"), "strides", 1)
    dilations = each("dilation", ("dilation_h", "dilation_w"), "dilations", 1)
    if arguments["pads"]:
        pads = list(arguments["pads"])
    elif any(name in arguments for name in ("pad_t", "pad_l", "pad_b", "pad_r")):
        pads = [arguments[name] for name in ("pad_t", "pad_l", "pad_b", "pad_r")]
    else:
        pads = [arguments["pad"]] * (2 * axes)
    if not len(kernel) == len(strides) == len(dilations) == len(pads) // 2 == axes:
        raise Unsupported(f"its kernel, strides, pads and dilations are not all for {axes} axes")
    return Window(kernel, strides, pads, dilations)


def same_pads(shape, window: Window, upper: bool) -> list[int]:
    """Pads so that the output has ceil(size / stride) elements; the odd one goes to the end with `upper`.

    With a stride of 1 the size does not matter: it need be no number.
    """
    begins, ends = [], []
    for size, k, s, d in zip(shape, window.kernel, window.strides, window.dilations):
        total = (k - 1) * d if s == 1 else (-(-size // s) - 1) * s + (k - 1) * d + 1 - size
        small, large = total // 2, total - total // 2
        begins.append(small if upper else large)
        ends.append(large if upper else small)
    return begins + ends  # below zero where windows leave gaps


def ceil_pads(shape, window: Window) -> list[int]:
    """Pads with which rounding down gives as many windows as rounding up does without them."""
    axes = len(shape)
    pads = list(window.pads)
    for i, (size, k, s, d) in enumerate(zip(shape, window.kernel, window.strides, window.dilations)):
        extent = (k - 1) * d + 1
        span = size + pads[i] + pads[axes + i] - extent
        count = -(-span // s) + 1
        if (count - 1) * s >= size + pads[i]:  # a window that starts behind the input
            count -= 1
        pads[axes + i] += max((count - 1) * s - span, 0)
    return pads


def old_caffe_pads(shape, window: Window) -> list[int]:
    """Pads with which rounding down gives as many windows as old Caffe's rule, which counts the taps of a window as if they were neighbours."""
    axes = len(shape)
    heads, tails = window.pads[:axes], []
    for size, head, k, s, d in zip(shape, heads, window.kernel, window.strides, window.dilations):
        room = size + 2 * head - k
        count = -(-room // s) + 1
        if head > 0 and (count - 1) * s >= size + head:  # the last one would start in the padding
            count -= 1
        tails.append(max(head, (count - 1) * s + (k - 1) * d + 1 - size - head))
    return heads + tails


def onnx_window(node, net, kernel: list[int] | None) -> Window | None:
    """The window of an ONNX node with explicit pads; None where they depend on a size that is not known."""
    if not kernel or not all(isinstance(k, int) and k > 0 for k in kernel):
        return None
    axes = len(kernel)
    window = Window(
        list(kernel), list(node.attribute("strides", None) or [1] * axes), list(node.attribute("pads", None) or [0] * 2 * axes),
        list(node.attribute("dilations", None) or [1] * axes),
    )
    if not len(window.strides) == len(window.dilations) == len(window.pads) // 2 == axes or min(window.pads) < 0:
        return None
    auto = node.attribute("auto_pad", b"NOTSET")
    shape = net.shape(node.inputs[0])
    spatial = shape[2:] if shape is not None and all(isinstance(d, int) for d in shape[2:]) and len(shape) == axes + 2 else None
    if auto == b"VALID":
        window.pads = [0] * 2 * axes
    elif auto in (b"SAME_UPPER", b"SAME_LOWER"):
        if spatial is None and any(stride != 1 for stride in window.strides):
            return None
        window.pads = [max(pad, 0) for pad in same_pads(spatial or window.kernel, window, auto == b"SAME_UPPER")]
    elif auto != b"NOTSET":
        return None
    if node.attribute("ceil_mode", 0):
        if spatial is None:
            return None
        window.pads = ceil_pads(spatial, window)
    return window


def in_channels_first(to_onnx, filters: int = 0):
    """An exporter for both orders, from one for NCHW: images and the first `filters` inputs behind them are transposed."""

    def both(op, graph):
        if graph.arguments(op).get("order", "NCHW") != "NHWC":
            to_onnx(op, graph)
            return
        rank = graph.rank(op.input[0]) or spatial_axes(op, graph) + 2
        view = caffe2_pb2.OperatorDef()
        view.CopyFrom(op)
        del view.arg[:]
        view.arg.extend(arg for arg in op.arg if arg.name != "order")
        view.arg.add(name="order", s=b"NCHW")
        for i in range(1 + filters):
            view.input[i] = to_channels_first(graph, op.input[i], rank)
        view.output[0] = graph.unique("image")
        to_onnx(view, graph)
        to_channels_last(graph, view.output[0], rank, op.output[:1])

    return both


def to_channels_first(graph, x: str, rank: int) -> str:
    """NHWC to NCHW."""
    result = graph.node("Transpose", [x], perm=[0, rank - 1, *range(1, rank - 1)])
    shape = graph.shape(x)
    if shape is not None:
        graph.shapes[result] = (shape[0], shape[-1], *shape[1:-1])
    return result


def to_channels_last(graph, x: str, rank: int, outputs=None) -> str:
    return graph.node("Transpose", [x], outputs, perm=[0, *range(2, rank), 1])


def spatial_axes(op, graph) -> int:
    """How many axes the window of a Caffe2 operator has."""
    arguments = graph.arguments(op)
    for name in ("kernels", "strides", "dilations"):
        if arguments[name]:
            return len(arguments[name])
    if arguments["pads"]:
        return len(arguments["pads"]) // 2
    rank = graph.rank(op.input[0])
    return rank - 2 if rank is not None and rank > 2 else 2


def explicit(op, graph, arguments, window: Window) -> dict:
    """ONNX attributes of a Caffe2 window; old padding rules become numbers."""
    legacy = arguments["legacy_pad"]
    if legacy == LEGACY_VALID:
        window.pads = [0] * len(window.pads)
    elif legacy in (LEGACY_SAME, LEGACY_CAFFE):
        shape = graph.known_shape(op.input[0])
        spatial = shape[2:] if arguments["order"] == "NCHW" else shape[1:-1]
        window.pads = same_pads(spatial, window, True) if legacy == LEGACY_SAME else old_caffe_pads(spatial, window)
        if legacy == LEGACY_CAFFE and any(
            (size - k) % s and (-(-(size - k) // s)) * s >= size for size, k, s in zip(spatial, window.kernel, window.strides)
        ):
            raise Unsupported("a window behind the input, which old Caffe had, has no form in ONNX")
    if min(window.pads) < 0:
        raise Unsupported("negative pads have no form in ONNX")
    return {"kernel_shape": window.kernel, "strides": window.strides, "pads": window.pads}
