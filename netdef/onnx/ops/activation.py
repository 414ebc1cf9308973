"""Activations."""

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.registry import FLOAT, Record


def same(from_, op_type=None, **kwargs):
    return Record(from_, op_type or from_, **kwargs)


def from_softmax(node, net):
    """Caffe2 takes the axes from `axis` on together: the last one alone is what ONNX means."""
    axis, rank = node.attribute("axis", -1), net.rank(node.inputs[0])
    if axis != -1 and (rank is None or axis != rank - 1):
        return False
    net.add("Softmax", node.inputs, node.outputs, axis=-1)
    return True


def from_flat_softmax(node, net):
    net.add("Softmax", node.inputs, node.outputs, axis=node.attribute("axis", 1))
    return True


def to_softmax(op, graph):
    x, axis = op.input[0], graph.arguments(op)["axis"]
    rank = graph.rank(x)
    if axis == -1 or (rank is not None and axis in (rank - 1, -1)):
        graph.node("Softmax", [x], op.output, axis=-1 if graph.opset >= 13 or rank is None else rank - 1)
    elif graph.opset < 13:
        graph.node("Softmax", [x], op.output, axis=axis)
    else:
        soft = graph.node("Softmax", [graph.flatten_to(x, axis)], axis=-1)
        graph.node("Reshape", [soft, graph.node("Shape", [x])], op.output)


def from_prelu(node, net):
    """Caffe2's slope has one element, or one for each channel."""
    x, slope = node.inputs
    rank, shape = net.rank(x), net.type(slope).fixed_shape
    value = net.constant_value(slope)
    if value is None or rank is None or rank < 2 or shape is None:
        return False
    if value.size != 1 and (len(shape) != rank - 1 or any(d != 1 for d in shape[1:])):
        return False
    net.add("PRelu", [x, net.constant(value.reshape(-1), slope)], node.outputs)
    return True


def to_prelu(op, graph):
    x, slope = op.input
    rank, shape = graph.rank(x), graph.known_shape(slope)
    if int(np.prod(shape)) != 1 and graph.arguments(op)["order"] == "NCHW":
        if rank is None:
            raise Unsupported(f"the rank of '{x}' is not known")
        slope = graph.reshape(slope, [-1] + [1] * (rank - 2))
    graph.node("PRelu", [x, slope], op.output)


def from_gelu(node, net):
    net.add("Gelu", node.inputs, node.outputs, fast_gelu=int(node.attribute("approximate", b"none") == b"tanh"))
    return True


def to_gelu(op, graph):
    x, fast = op.input[0], graph.arguments(op)["fast_gelu"]
    if graph.opset >= 20:
        graph.node("Gelu", [x], op.output, approximate="tanh" if fast else "none")
        return
    f = lambda value: graph.constant(value, "gelu", np.float32)  # noqa: E731
    if fast:
        cube = graph.node("Mul", [graph.node("Pow", [x, f(3.0)]), f(0.044715)])
        inner = graph.node("Tanh", [graph.node("Mul", [graph.node("Add", [x, cube]), f(np.sqrt(2 / np.pi))])])
    else:
        inner = graph.node("Erf", [graph.node("Mul", [x, f(np.sqrt(0.5))])])
    graph.node("Mul", [graph.node("Mul", [x, f(0.5)]), graph.node("Add", [inner, f(1.0)])], op.output)


def to_swish(op, graph):
    graph.node("Mul", [op.input[0], graph.node("Sigmoid", [op.input[0]])], op.output)


def from_swish(node, net):
    if node.attribute("alpha", 1.0) != 1.0:
        return False
    net.add("Swish", node.inputs, node.outputs)
    return True


def from_clip(node, net):
    bounds = [net.constant_value(name) if name else None for name in (node.input(1), node.input(2))]
    if any(name and (bound is None or bound.size != 1) for name, bound in zip((node.input(1), node.input(2)), bounds)):
        return False
    low, high = (None if bound is None else float(bound.reshape(-1)[0]) for bound in bounds)
    net.add("Clip", node.inputs[:1], node.outputs, min=low, max=high)
    return True


def to_clip(op, graph):
    arguments = graph.arguments(op)
    given = [arguments[name] if name in arguments else None for name in ("min", "max")]
    graph.clip(op.input[0], *given, op.output)


def to_relu_n(op, graph):
    graph.clip(op.input[0], 0.0, graph.arguments(op)["n"], op.output)


def to_mish(op, graph):
    x = op.input[0]
    graph.node("Mul", [x, graph.node("Tanh", [graph.node("Softplus", [x])])], op.output)


def to_glu(op, graph):
    """The first half along an axis times the sigmoid of the second."""
    x, axis = op.input[0], graph.arguments(op)["dim"]
    shape = graph.known_shape(x)
    half = shape[axis] // 2
    axis += len(shape) if axis < 0 else 0
    parts = [graph.unique("half"), graph.unique("gate")]
    graph.split(x, parts, axis, [half, half])
    graph.node("Mul", [parts[0], graph.node("Sigmoid", [parts[1]])], op.output)


def to_logit(op, graph):
    eps = graph.arguments(op)["eps"]
    x = graph.clip(op.input[0], eps, 1 - eps)
    one = graph.constant(1.0, "one", np.float32)
    graph.node("Log", [graph.node("Div", [x, graph.node("Sub", [one, x])])], op.output)


RECORDS = [
    same("Relu"),
    same("Sigmoid"),
    same("Tanh"),
    same("Softplus", to_onnx=lambda op, graph: graph.node("Softplus", op.input, op.output)),  # Caffe2's overflows beyond 88
    same("Softsign"),
    same("LeakyRelu", arguments={"alpha": "alpha"}),
    same("Elu", arguments={"alpha": "alpha"}),
    same("Selu", arguments={"alpha": "alpha", "gamma": "scale"}),
    same("HardSigmoid", arguments={"alpha": "alpha", "beta": "beta"}),
    same("ThresholdedRelu", arguments={"alpha": "alpha"}),
    same("Clip", from_onnx=from_clip, to_onnx=to_clip),
    same("PRelu", from_onnx=from_prelu, to_onnx=to_prelu),
    same("Gelu", from_onnx=from_gelu, to_onnx=to_gelu),
    same("Swish", from_onnx=from_swish, to_onnx=to_swish),
    same("Softmax", since=13, from_onnx=from_softmax, to_onnx=to_softmax),
    Record(None, "Softmax", until=13, types=FLOAT, from_onnx=from_flat_softmax),
    Record("ReluN", None, to_onnx=to_relu_n),
    Record("Mish", None, to_onnx=to_mish),
    Record("Glu", None, to_onnx=to_glu),
    Record("Logit", None, to_onnx=to_logit),
]
