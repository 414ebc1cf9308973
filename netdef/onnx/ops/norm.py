"""Normalisations."""

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.ops._windows import in_channels_first
from netdef.onnx.registry import Record


def from_batch_norm(node, net):
    rank = net.rank(node.inputs[0])
    if node.attribute("training_mode", 0) or rank is None or not 3 <= rank <= 5:
        return False
    net.add("SpatialBN", node.inputs, node.outputs, is_test=1, epsilon=node.attribute("epsilon", 1e-5))
    return True


def to_batch_norm(op, graph):
    arguments = graph.arguments(op)
    if not arguments.get("is_test"):
        raise Unsupported("it trains: with is_test=1 it has a form in ONNX")
    graph.node("BatchNormalization", op.input[:5], op.output[:1], epsilon=arguments["epsilon"])


def to_affine_channel(op, graph):
    x, scale, bias = op.input
    if graph.arguments(op)["order"] == "NCHW":
        column = [-1] + [1] * (len(graph.known_shape(x)) - 2)
        scale, bias = graph.reshape(scale, column), graph.reshape(bias, column)
    graph.node("Add", [graph.node("Mul", [x, scale]), bias], op.output)


def from_layer_norm(node, net):
    axis, rank = node.attribute("axis", -1), net.rank(node.inputs[0])
    if rank is None or node.attribute("stash_type", 1) != 1 or len(node.outputs) > 1:
        return False
    axis += rank if axis < 0 else 0
    shape = net.shape(node.inputs[0])
    affine = [net.type(name).fixed_shape for name in node.inputs[1:]]
    if any(found is None or found != tuple(shape[axis:]) for found in affine) or len(affine) != 2:
        return False
    mean, deviation = net.temporary("mean"), net.temporary("std")
    net.add("LayerNorm", node.inputs, [node.outputs[0], mean, deviation], axis=axis, epsilon=node.attribute("epsilon", 1e-5),
            elementwise_affine=1)
    return True


def to_layer_norm(op, graph):
    """Normalised over the axes from `axis` on; the further outputs are mean and standard deviation."""
    arguments = graph.arguments(op)
    x, axis, epsilon = op.input[0], arguments["axis"], arguments["epsilon"]
    rank = graph.rank(x)
    if rank is None:
        raise Unsupported(f"the rank of '{x}' is not known")
    axis += rank if axis < 0 else 0
    axes = list(range(axis, rank))
    mean = graph.reduce("ReduceMean", x, axes, keepdims=True)
    centred = graph.node("Sub", [x, mean])
    variance = graph.reduce("ReduceMean", graph.node("Mul", [centred, centred]), axes, keepdims=True)
    deviation = graph.node("Sqrt", [graph.node("Add", [variance, graph.constant(epsilon, "epsilon", np.float32)])])
    affine = arguments["elementwise_affine"]
    y = graph.node("Div", [centred, deviation], None if affine else op.output[:1])
    if affine:
        graph.node("Add", [graph.node("Mul", [y, op.input[1]]), op.input[2]], op.output[:1])
    for name, value in zip(op.output[1:], (mean, deviation)):
        graph.squeeze(value, list(range(axis + 1, rank)), name) if axis + 1 < rank else graph.node("Identity", [value], name)


def to_rms_norm(op, graph):
    """The second output is one over the root of the mean square."""
    arguments, (x, scale, bias) = graph.arguments(op), op.input
    rank = len(graph.known_shape(x))
    axis = arguments["axis"] + (rank if arguments["axis"] < 0 else 0)
    mean = graph.reduce("ReduceMean", graph.node("Mul", [x, x]), list(range(axis, rank)), keepdims=True)
    root = graph.node("Sqrt", [graph.node("Add", [mean, graph.constant(arguments["eps"], "eps", np.float32)])])
    inverse = graph.node("Reciprocal", [root])
    graph.node("Add", [graph.node("Mul", [graph.node("Mul", [x, inverse]), scale]), bias], op.output[0])
    graph.squeeze(inverse, list(range(axis, rank)), op.output[1])


def from_group_norm(node, net):
    rank = net.rank(node.inputs[0])
    if rank is None or rank < 3 or node.attribute("stash_type", 1) != 1:
        return False
    net.add("GroupNorm", node.inputs, node.outputs, group=node.attribute("num_groups"), epsilon=node.attribute("epsilon", 1e-5), is_test=1)
    return True


def to_group_norm(op, graph):
    arguments = graph.arguments(op)
    x, scale, bias = op.input
    rank = graph.rank(x)
    if rank is None:
        raise Unsupported(f"the rank of '{x}' is not known")
    if graph.opset >= 21:
        graph.node("GroupNormalization", [x, scale, bias], op.output[:1], num_groups=arguments["group"], epsilon=arguments["epsilon"])
        return
    groups = arguments["group"]
    ones, zeros = (graph.constant(np.full(groups, v, np.float32), "affine") for v in (1, 0))
    flat = graph.reshape(x, [0, groups, -1])
    normal = graph.node("InstanceNormalization", [flat, ones, zeros], epsilon=arguments["epsilon"])
    normal = graph.node("Reshape", [normal, graph.node("Shape", [x])])
    column = [-1] + [1] * (rank - 2)
    graph.node("Add", [graph.node("Mul", [normal, graph.reshape(scale, column)]), graph.reshape(bias, column)], op.output[:1])


def from_instance_norm(node, net):
    if net.rank(node.inputs[0]) != 4:
        return False
    net.add("InstanceNorm", node.inputs, node.outputs, epsilon=node.attribute("epsilon", 1e-5))
    return True


def to_instance_norm(op, graph):
    graph.node("InstanceNormalization", op.input[:3], op.output[:1], epsilon=graph.arguments(op)["epsilon"])


def from_lrn(node, net):
    if net.rank(node.inputs[0]) != 4 or node.attribute("size") % 2 == 0:
        return False
    net.add("LRN", node.inputs, node.outputs, size=node.attribute("size"), alpha=node.attribute("alpha", 1e-4),
            beta=node.attribute("beta", 0.75), bias=node.attribute("bias", 1.0))
    return True


def to_lrn(op, graph):
    arguments = graph.arguments(op)
    if arguments["size"] % 2 == 0:
        raise Unsupported("windows of an even size have no form in ONNX")
    graph.node("LRN", op.input, op.output[:1], **{name: arguments[name] for name in ("size", "alpha", "beta", "bias")})


def to_normalize(op, graph):
    """x / max(|x|, 1e-12) along an axis."""
    graph.node("LpNormalization", op.input, op.output, axis=graph.arguments(op).get("axis", -1), p=2)


def to_normalize_l1(op, graph):
    graph.node("LpNormalization", op.input, op.output, axis=graph.arguments(op).get("axis", -1), p=1)


RECORDS = [
    Record("SpatialBN", "BatchNormalization", from_onnx=from_batch_norm, to_onnx=in_channels_first(to_batch_norm)),
    Record("LayerNorm", "LayerNormalization", from_onnx=from_layer_norm, to_onnx=to_layer_norm),
    Record("GroupNorm", "GroupNormalization", since=21, from_onnx=from_group_norm, to_onnx=in_channels_first(to_group_norm)),
    Record("InstanceNorm", "InstanceNormalization", from_onnx=from_instance_norm, to_onnx=in_channels_first(to_instance_norm)),
    Record("LRN", "LRN", from_onnx=from_lrn, to_onnx=in_channels_first(to_lrn)),
    Record("AffineChannel", None, to_onnx=to_affine_channel), Record("RMSNorm", None, to_onnx=to_rms_norm),
    Record("Normalize", None, to_onnx=to_normalize),
    Record("NormalizeL1", None, to_onnx=to_normalize_l1),
]
