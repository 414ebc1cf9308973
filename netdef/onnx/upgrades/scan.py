"""Scan of opset 8, which ran over a batch."""

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.registry import upgrade
from netdef.onnx.values import ValueType


@upgrade("Scan", until=9)
def scan_8(node, graph):
    """One Scan for each item of the batch; the results are stacked."""
    lengths, states = node.inputs[0], node.inputs[1:]
    if lengths:
        raise Unsupported("it has sequence_lens, which later opsets do not know")
    batch = {shape[0] for shape in map(graph.shape, states) if shape}
    size = next((dim for dim in batch if isinstance(dim, int)), None)
    if size is None or not 1 <= size <= 1024:
        raise Unsupported("its batch size is not known")
    directions = node.attributes.pop("directions", None)
    if directions:
        node.attributes["scan_input_directions"] = directions
    parts = [[] for _ in node.outputs]
    axis = graph.constant(np.array([0], np.int64), "axis")
    for b in range(size):
        index = graph.constant(np.array(b, np.int64), "item")
        inputs = [graph.node("Gather", [name, index], like=_item(graph, name), axis=0) for name in states]
        outputs = [graph.temporary(f"{name}_{b}") if name else "" for name in node.outputs]
        graph.node("Scan", inputs, outputs, **node.attributes)
        for i, name in enumerate(outputs):
            parts[i].append(graph.node("Unsqueeze", [name, axis]) if name else "")
    return [graph.make("Concat", part, [name], axis=0) for part, name in zip(parts, node.outputs) if name]


def _item(graph, name):
    shape = graph.shape(name)
    return ValueType(graph.dtype(name), shape[1:] if shape else None)
