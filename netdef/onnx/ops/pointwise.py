"""Arithmetic, comparisons and logic, element by element."""

import numpy as np

from netdef.onnx import values
from netdef.onnx.error import Unsupported
from netdef.onnx.registry import FLOAT, Record

_REAL = frozenset(values.CODES[name] for name in ("float", "double", "int32", "int64"))
_BOOL = frozenset({values.CODES["bool"]})


def unary(caffe2, onnx=None, types=FLOAT):
    return Record(caffe2, onnx or caffe2, types=types)


def aligned(op, graph):
    """The inputs of a Caffe2 operator for ONNX's broadcasting: with `axis`, B's axes start at that one of A."""
    a, b = op.input
    arguments = graph.arguments(op)
    axis = arguments.get("axis", -1)
    if arguments.get("axis_str"):
        axis = arguments["order"].index(arguments["axis_str"])
    if not arguments.get("broadcast") or axis in (-1, None):
        return [a, b]
    rank, inner = graph.rank(a), graph.rank(b)
    if rank is None or inner is None:
        raise Unsupported(f"the ranks of '{a}' and '{b}' are not known: give the shapes of the net's inputs")
    trailing = rank - axis - inner
    return [a, graph.unsqueeze(b, list(range(inner, inner + trailing)))] if trailing > 0 else [a, b]


def binary(caffe2, onnx=None, types=_REAL):
    def from_onnx(node, net):
        if net.dtype(node.inputs[1]) not in types:
            return False
        net.add(caffe2, node.inputs, node.outputs)
        return True

    def to_onnx(op, graph):
        graph.node(onnx or caffe2, aligned(op, graph), op.output)

    return Record(caffe2, onnx or caffe2, types=types, from_onnx=from_onnx, to_onnx=to_onnx)


def variadic(caffe2):
    """Caffe2's operators of several tensors do not broadcast."""

    def from_onnx(node, net):
        shapes = {net.type(name).fixed_shape for name in node.inputs}
        if len(shapes) != 1 or None in shapes:
            return False
        net.add(caffe2, node.inputs, node.outputs)
        return True

    def to_onnx(op, graph):
        graph.node(caffe2, op.input, op.output)

    return Record(caffe2, caffe2, from_onnx=from_onnx, to_onnx=to_onnx)


def from_pow(node, net):
    exponent = net.constant_value(node.inputs[1])
    if exponent is None or exponent.size != 1 or exponent.ndim > (net.rank(node.inputs[0]) or 0):
        return False
    net.add("Pow", node.inputs[:1], node.outputs, exponent=float(exponent.reshape(-1)[0]))
    return True


def to_pow(op, graph):
    if len(op.input) == 2:
        graph.node("Pow", aligned(op, graph), op.output)
    else:
        graph.node("Pow", [op.input[0], graph.constant(graph.arguments(op)["exponent"], "exponent", np.float32)], op.output)


def to_power(exponent):
    return lambda op, graph: graph.node("Pow", [op.input[0], graph.constant(exponent, "exponent", np.float32)], op.output)


def to_product(op, graph):
    graph.node("Mul", [op.input[0], op.input[0]], op.output)


def to_reciprocal_root(op, graph):
    graph.node("Reciprocal", [graph.node("Sqrt", [op.input[0]])], op.output)


def to_negated_comparison(onnx):
    return lambda op, graph: graph.node("Not", [graph.node(onnx, aligned(op, graph))], op.output)


def to_scale(op, graph):
    graph.node("Mul", [op.input[0], graph.constant(graph.arguments(op)["scale"], "scale", np.float32)], op.output)


def to_weighted_sum(op, graph):
    terms = [graph.node("Mul", [x, w]) for x, w in zip(op.input[::2], op.input[1::2])]
    graph.node("Sum", terms, op.output)


def to_elementwise_linear(op, graph):
    """y = x * w + b over the axes from `axis` on, taken together."""
    x, w, b = op.input
    axis, rank = graph.arguments(op)["axis"], graph.rank(x)
    if rank is None or axis != rank - 1:
        x, shape = graph.flatten_to(x, axis), graph.node("Shape", [x])
        result = graph.node("Add", [graph.node("Mul", [x, w]), b])
        graph.node("Reshape", [result, shape], op.output)
    else:
        graph.node("Add", [graph.node("Mul", [x, w]), b], op.output)


RECORDS = [
    unary("Abs"), unary("Ceil"), unary("Floor"), unary("Sign"), unary("Exp"), unary("Log"), unary("Sqrt"), unary("Erf"),
    unary("Sin"), unary("Cos"), unary("Tan"), unary("Asin"), unary("Acos"), unary("Atan"), unary("Sinh"), unary("Cosh"),
    unary("Reciprocal"), unary("Negative", "Neg"), unary("Not", types=_BOOL),
    binary("Add"), binary("Sub"), binary("Mul"), binary("Div"),
    binary("EQ", "Equal"), binary("GT", "Greater"), binary("LT", "Less"),
    binary("GE", "GreaterOrEqual"), binary("LE", "LessOrEqual"),
    binary("And", types=_BOOL), binary("Or", types=_BOOL), binary("Xor", types=_BOOL),
    variadic("Sum"), variadic("Max"), variadic("Min"), variadic("Mean"),
    Record("Pow", "Pow", from_onnx=from_pow, to_onnx=to_pow),
    Record("NE", None, to_onnx=to_negated_comparison("Equal")),
    Record("Sqr", None, to_onnx=to_product),
    Record("Cube", None, to_onnx=to_power(3.0)),
    Record("Rsqrt", None, to_onnx=to_reciprocal_root),
    Record("Scale", None, to_onnx=to_scale),
    Record("WeightedSum", None, to_onnx=to_weighted_sum),
    Record("ElementwiseLinear", None, to_onnx=to_elementwise_linear),
]
