"""Operators whose defaults, attribute types or meaning changed."""

import numpy as np

from netdef.onnx import values
from netdef.onnx.error import Unsupported
from netdef.onnx.registry import upgrade


@upgrade("Cast", until=6)
def cast(node, graph):
    name = node.attributes["to"].decode(errors="replace").lower()
    if name not in values.CODES:
        raise Unsupported(f"it casts to the unknown type '{name[:50]}'")
    node.attributes["to"] = values.CODES[name]


@upgrade("Concat", until=4)
def concat(node, graph):
    node.attributes.setdefault("axis", 1)


@upgrade("Selu", until=6)
def selu(node, graph):
    node.attributes.setdefault("alpha", 1.6732)
    node.attributes.setdefault("gamma", 1.0507)


@upgrade("GRU", until=3)
def gru_1(node, graph):
    if node.attributes.get("direction") == b"foward":
        node.attributes["direction"] = b"forward"


@upgrade("GRU", "LSTM", "RNN", until=7)
def recurrent(node, graph):
    node.attributes.pop("output_sequence", None)


@upgrade("GlobalLpPool", "LpPool", until=2)
def lp_pool(node, graph):
    power = node.attributes.get("p", 2.0)
    if power != int(power):
        raise Unsupported(f"p = {power} is no whole number, which later opsets expect")
    node.attributes["p"] = int(power)


@upgrade("GridSample", until=20)
def grid_sample(node, graph):
    mode = node.attributes.get("mode", b"bilinear")
    node.attributes["mode"] = {b"bilinear": b"linear", b"bicubic": b"cubic"}.get(mode, mode)


@upgrade("RoiAlign", until=16)
def roi_align(node, graph):
    node.attributes["coordinate_transformation_mode"] = b"output_half_pixel"


@upgrade("BatchNormalization", until=7)
def batch_normalization_1(node, graph):
    if not node.attributes.pop("is_test", 0):
        node.attributes["training_mode"] = 1


@upgrade("BatchNormalization", until=14)
def batch_normalization(node, graph):
    if len(node.outputs) > 3:
        raise Unsupported("its outputs saved_mean and saved_var exist for training only")
    if len(node.outputs) > 1:
        node.attributes["training_mode"] = 1
    if node.attributes.pop("spatial", 1):
        return None
    # Statistics per element instead of per channel.
    if node.attributes.pop("training_mode", 0):
        raise Unsupported("it takes statistics per element of a batch, for training only")
    x, scale, bias, mean, var = node.inputs
    epsilon = graph.constant(np.float32(node.attributes.get("epsilon", 1e-5)), "epsilon")
    deviation = graph.node("Sqrt", [graph.node("Add", [var, epsilon], like=var)], like=var)
    normal = graph.node("Div", [graph.node("Sub", [x, mean], like=x), deviation], like=x)
    return [graph.make("Add", [graph.node("Mul", [normal, scale], like=x), bias], node.outputs)]


@upgrade("GroupNormalization", until=21)
def group_normalization(node, graph):
    """Scale and bias were per group, now they are per channel."""
    shape, groups = graph.shape(node.inputs[0]), node.attributes["num_groups"]
    if shape is None or len(shape) < 2 or not isinstance(shape[1], int) or groups < 1 or shape[1] % groups:
        raise Unsupported("the number of channels of its input is not known, or no multiple of num_groups")
    each = graph.constant(np.array([1, shape[1] // groups], np.int64), "repeats")
    column, flat = graph.constant(np.array([-1, 1], np.int64), "column"), graph.constant(np.array([-1], np.int64), "flat")
    for i in (1, 2):
        like = values.ValueType(graph.dtype(node.inputs[i]))
        tiled = graph.node("Tile", [graph.node("Reshape", [node.inputs[i], column], like=like), each], like=like)
        node.inputs[i] = graph.node("Reshape", [tiled, flat], like=like)


@upgrade("Softmax", "LogSoftmax", "Hardmax", until=13)
def flattened_softmax(node, graph):
    """The axes from `axis` on were taken together."""
    x, axis, rank = node.inputs[0], node.attributes.get("axis", 1), graph.rank(node.inputs[0])
    node.attributes["axis"] = -1
    if rank is not None and axis in (rank - 1, -1):
        return None
    shape = graph.node("Shape", [x], like=values.ValueType(values.CODES["int64"], (rank,)))
    flat = values.ValueType(graph.dtype(x), (None, None))
    matrix = graph.node("Flatten", [x], like=flat, axis=axis)
    result = graph.node(node.op_type, [matrix], like=flat, axis=-1)
    return [graph.make("Reshape", [result, shape], node.outputs)]


@upgrade("Scatter", until=11)
def scatter(node, graph):
    return [graph.make("ScatterElements", node.inputs, node.outputs, **node.attributes)]
