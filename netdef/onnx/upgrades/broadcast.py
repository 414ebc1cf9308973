"""Before opset 7 broadcasting was asked for by attributes and could be aligned at an axis."""

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.registry import upgrade


@upgrade("Add", "Sub", "Mul", "Div", "And", "Or", "Xor", "Equal", "Greater", "Less", "Pow", until=7)
def aligned_broadcast(node, graph):
    """B's axes stand at `axis` of A; without it they are A's last ones, as they are today."""
    axis = node.attributes.pop("axis", None)
    if not node.attributes.pop("broadcast", 0) or axis is None:
        return
    a, b = node.inputs
    rank, inner = graph.rank(a), graph.rank(b)
    if rank is None or inner is None:
        raise Unsupported("it broadcasts along an axis of a tensor whose rank is not known")
    trailing = rank - inner - (axis + rank if axis < 0 else axis)
    if trailing > 0:
        axes = graph.constant(np.arange(inner, inner + trailing, dtype=np.int64), "axes")
        shape = graph.shape(b)
        like = type(graph.type(b))(graph.dtype(b), shape + (1,) * trailing)
        node.inputs[1] = graph.node("Unsqueeze", [b, axes], like=like)


@upgrade("Gemm", until=7)
def gemm(node, graph):
    node.attributes.pop("broadcast", None)


@upgrade("PRelu", until=7)
def prelu(node, graph):
    """A slope for each channel was a vector."""
    x, slope = node.inputs
    rank, shape = graph.rank(x), graph.shape(slope)
    if shape is None or len(shape) != 1 or shape[0] == 1:
        return
    if rank is None:
        raise Unsupported("the rank of its input is not known")
    if rank > 2:
        axes = graph.constant(np.arange(1, rank - 1, dtype=np.int64), "axes")
        node.inputs[1] = graph.node("Unsqueeze", [slope, axes], like=type(graph.type(slope))(graph.dtype(slope), shape + (1,) * (rank - 2)))
