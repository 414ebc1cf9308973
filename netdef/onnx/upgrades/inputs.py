"""Attributes that later opsets turned into inputs."""

import numpy as np

from netdef.onnx import values
from netdef.onnx.error import Unsupported
from netdef.onnx.registry import upgrade


def int64s(graph, items, hint):
    return graph.constant(np.array(items, np.int64), hint)


def scalar(graph, value, like, hint):
    """A scalar of the element type of the blob `like`; float where that is not known."""
    code = graph.dtype(like) or values.CODES["float"]
    return graph.constant(np.array(value).astype(values.numpy_dtype(code)), hint)


def axes_as_input(node, graph):
    axes = node.attributes.pop("axes", None)
    if axes is not None:
        node.inputs.append(int64s(graph, axes, "axes"))


upgrade("Squeeze", "Unsqueeze", "ReduceSum", until=13)(axes_as_input)
upgrade(
    "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd",
    "ReduceSumSquare", until=18,
)(axes_as_input)


@upgrade("Clip", until=11)
def clip(node, graph):
    x = node.inputs[0]
    low, high = node.attributes.pop("min", None), node.attributes.pop("max", None)
    node.inputs += [scalar(graph, v, x, hint) if v is not None else "" for v, hint in ((low, "min"), (high, "max"))]


@upgrade("Pad", until=2)
def pad_1(node, graph):
    node.attributes["pads"] = node.attributes.pop("paddings")


@upgrade("Pad", until=11)
def pad(node, graph):
    x = node.inputs[0]
    value = node.attributes.pop("value", 0.0)
    node.inputs += [int64s(graph, node.attributes.pop("pads"), "pads"), scalar(graph, value, x, "value")]


@upgrade("Reshape", until=5)
def reshape(node, graph):
    if "shape" not in node.attributes:
        raise Unsupported("it lacks the attribute 'shape'")
    node.inputs.append(int64s(graph, node.attributes.pop("shape"), "shape"))


@upgrade("Slice", until=10)
def slice_(node, graph):
    starts, ends = node.attributes.pop("starts"), node.attributes.pop("ends")
    axes = node.attributes.pop("axes", None) or range(len(starts))
    node.inputs += [int64s(graph, items, hint) for items, hint in ((starts, "starts"), (ends, "ends"), (axes, "axes"))]


@upgrade("Split", until=2)
def split_1(node, graph):
    node.attributes.setdefault("axis", 0)
    if len(node.inputs) > 1:  # already as it is from opset 13 on
        node.version = 13


@upgrade("Split", until=13)
def split_2(node, graph):
    sizes = node.attributes.pop("split", None)
    if sizes is not None and len(node.inputs) == 1:
        node.inputs.append(int64s(graph, sizes, "split"))


@upgrade("Split", until=18)
def split_13(node, graph):
    if len(node.inputs) == 1:
        node.attributes["num_outputs"] = len(node.outputs)


@upgrade("TopK", until=10)
def top_k(node, graph):
    node.inputs.append(int64s(graph, [node.attributes.pop("k")], "k"))


@upgrade("Tile", until=6)
def tile(node, graph):
    x, tiles, axis = node.inputs
    count, where, rank = graph.constant_value(tiles), graph.constant_value(axis), graph.rank(x)
    if count is None or where is None or rank is None:
        raise Unsupported("its tiles and axis must be constants and the rank of its input known")
    repeats = np.ones(rank, np.int64)
    repeats[int(where.item())] = int(count.item())
    node.inputs = [x, graph.constant(repeats, "repeats")]


@upgrade("DFT", until=20)
def dft(node, graph):
    axis = graph.constant(np.array(node.attributes.pop("axis", 1), np.int64), "axis")
    node.inputs = [node.inputs[0], node.input(1), axis]


@upgrade("Dropout", until=12)
def dropout(node, graph):
    """Models are run, not trained here: without an input `training_mode` the operator passes its input on."""
    for name in ("ratio", "is_test"):
        node.attributes.pop(name, None)
    if len(node.outputs) > 1 and node.version < 10:  # the mask had the type of the data
        mask, node.outputs[1] = node.outputs[1], graph.temporary("mask")
        return [graph.make(node.op_type, node.inputs, node.outputs), graph.make("CastLike", [node.outputs[1], node.inputs[0]], [mask])]
