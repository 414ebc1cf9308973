"""Operators that were taken out of ONNX before opset 7, while models with them exist."""

import numpy as np

from netdef.onnx.registry import upgrade


def f32(graph, value, hint):
    return graph.constant(np.array(value, np.float32), hint)


@upgrade("Affine", until=7)
def affine(node, graph):
    x = node.inputs[0]
    scaled = graph.node("Mul", [x, f32(graph, node.attributes.get("alpha", 1.0), "alpha")], like=x)
    return [graph.make("Add", [scaled, f32(graph, node.attributes.get("beta", 0.0), "beta")], node.outputs)]


@upgrade("Scale", until=7)
def scale(node, graph):
    return [graph.make("Mul", [node.inputs[0], f32(graph, node.attributes.get("scale", 1.0), "scale")], node.outputs)]


@upgrade("ImageScaler", until=7)
def image_scaler(node, graph):
    x = node.inputs[0]
    bias = f32(graph, np.reshape(node.attributes.get("bias", [0.0]), (1, -1, 1, 1)), "bias")
    scaled = graph.node("Mul", [x, f32(graph, node.attributes.get("scale", 1.0), "scale")], like=x)
    return [graph.make("Add", [scaled, bias], node.outputs)]


@upgrade("ScaledTanh", "ParametricSoftplus", until=7)
def scaled_activation(node, graph):
    """alpha * f(beta * x)."""
    x, kind = node.inputs[0], {"ScaledTanh": "Tanh", "ParametricSoftplus": "Softplus"}[node.op_type]
    inner = graph.node(kind, [graph.node("Mul", [x, f32(graph, node.attributes.get("beta", 1.0), "beta")], like=x)], like=x)
    return [graph.make("Mul", [inner, f32(graph, node.attributes.get("alpha", 1.0), "alpha")], node.outputs)]


@upgrade("Crop", until=7)
def crop(node, graph):
    """Borders are left, top, right, bottom; or `scale` gives height and width of what stays."""
    left, top, right, bottom = (list(node.attributes.get("border", [])) + [0] * 4)[:4]
    scale = node.attributes.get("scale")
    ends = [top + scale[0], left + scale[1]] if scale else [-bottom or 2**31, -right or 2**31]
    inputs = [graph.constant(np.array(v, np.int64), "crop") for v in ([top, left], ends, [2, 3])]
    return [graph.make("Slice", [node.inputs[0], *inputs], node.outputs)]


@upgrade("DynamicSlice", until=10)
def dynamic_slice(node, graph):
    return [graph.make("Slice", node.inputs, node.outputs)]
