"""Types behind poolings that round sizes up: onnx's inference counts a window that starts behind the image, which ONNX leaves out (before
opset 22), and files carry what it found."""

from __future__ import annotations

from collections.abc import Callable

import onnx

from netdef.onnx import values
from netdef.onnx.ops import _windows as windows
from netdef.onnx.values import ValueType

_POOLINGS = ("MaxPool", "AveragePool", "LpPool")


def inferred(model: onnx.ModelProto, infer: Callable[[onnx.ModelProto], onnx.ModelProto]) -> onnx.ModelProto:
    """infer(model), with what follows from poolings of the right size."""
    found = infer(model)
    poolings = [node for node in found.graph.node if node.op_type in _POOLINGS and any(a.name == "ceil_mode" and a.i for a in node.attribute)]
    right: dict[str, ValueType] = {}
    for _ in poolings:  # each may change the size of those behind it
        known = {value.name: ValueType.of(value.type) for value in (*found.graph.input, *found.graph.value_info, *found.graph.output)}
        types = {node.output[0]: _type(node, known.get(node.input[0], values.UNKNOWN)) for node in poolings}
        wrong = {name: kind for name, kind in types.items() if kind.shape is not None and name in known and kind.shape != known[name].shape}
        if not wrong:
            break
        right |= wrong
        anew = onnx.ModelProto()
        anew.CopyFrom(model)
        del anew.graph.value_info[:]
        outputs = {output.name: output for output in anew.graph.output}
        for name, kind in right.items():
            typed = onnx.helper.make_tensor_value_info(name, kind.dtype, kind.shape)
            if name in outputs:
                outputs[name].CopyFrom(typed)
            else:
                anew.graph.value_info.append(typed)
        found = infer(anew)
    return found


def _type(pooling: onnx.NodeProto, image: ValueType) -> ValueType:
    """Of the output, where the image's sizes are numbers and the pads are stated."""
    attributes = {attribute.name: values.attribute_value(attribute) for attribute in pooling.attribute}
    kernel, shape = attributes.get("kernel_shape"), image.fixed_shape
    if not kernel or shape is None or len(shape) != len(kernel) + 2 or attributes.get("auto_pad", b"NOTSET") != b"NOTSET":
        return values.UNKNOWN
    axes = len(kernel)
    window = windows.Window(kernel, attributes.get("strides") or [1] * axes, attributes.get("pads") or [0] * 2 * axes, attributes.get("dilations") or [1] * axes)
    if not len(window.strides) == len(window.dilations) == len(window.pads) // 2 == axes or min(window.strides) < 1:
        return values.UNKNOWN
    pads = windows.ceil_pads(shape[2:], window)
    sizes = ((size + pads[i] + pads[axes + i] - (k - 1) * d - 1) // s + 1
             for i, (size, k, s, d) in enumerate(zip(shape[2:], window.kernel, window.strides, window.dilations)))
    return ValueType(image.dtype, (*shape[:2], *sizes))
