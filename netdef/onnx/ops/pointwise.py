"""Arithmetic, comparisons and logic, element by element."""

import numpy as np

from netdef.onnx import values
from netdef.onnx.error import Unsupported
from netdef.onnx.ops.reduce import moved_to_rows
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


def variadic(caffe2, other=None):
    """Caffe2's operators of several tensors do not broadcast. `other` exports what is not of floats."""

    def from_onnx(node, net):
        shapes = {net.type(name).fixed_shape for name in node.inputs}
        if len(shapes) != 1 or None in shapes:
            return False
        net.add(caffe2, node.inputs, node.outputs)
        return True

    def to_onnx(op, graph):
        if other is not None and graph.dtypes.get(op.input[0]) not in (values.CODES["float"], None):
            other(op, graph)
        else:
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
    x = op.input[0]
    graph.node("Mul", [x, number(graph.arguments(op)["scale"], x, graph)], op.output)


def to_weighted_sum(op, graph):
    terms = [graph.node("Mul", [x, w]) for x, w in zip(op.input[::2], op.input[1::2])]
    graph.node("Sum", terms, op.output)


def number(value, like, graph):
    """A constant of the element type of a blob."""
    return graph.constant(value, "number", values.numpy_dtype(graph.dtypes.get(like) or values.CODES["float"]))


def to_row_product(op, graph):
    x, factors = op.input
    graph.node("Mul", [x, moved_to_rows(factors, x, graph)], op.output)


def to_root_quotient(op, graph):
    """Rows whose number is not positive stay as they are."""
    x, squares = op.input
    zero, one = (number(v, squares, graph) for v in (0, 1))
    roots = graph.node("Sqrt", [graph.node("Where", [graph.node("Greater", [squares, zero]), squares, one])])
    graph.node("Div", [x, moved_to_rows(roots, x, graph)], op.output)


def to_relu_of_sum(op, graph):
    total = added_up(op.input, graph)
    graph.node("Max", [total, number(0, op.input[0], graph)], op.output)


def to_sum(op, graph):
    graph.node("Identity", [added_up(op.input, graph)], op.output)


def added_up(terms, graph):
    """ONNX's Sum is one of floats; other numbers are added one by one."""
    if graph.dtypes.get(terms[0]) in (values.CODES["float"], None):
        return graph.node("Sum", terms)
    total = terms[0]
    for term in terms[1:]:
        total = graph.node("Add", [total, term])
    return total


def to_cube_root(op, graph):
    x = op.input[0]
    root = graph.node("Pow", [graph.node("Abs", [x]), graph.constant(1.0 / 3.0, "exponent", np.float32)])
    graph.node("Mul", [root, graph.node("Sign", [x])], op.output)


def to_is_nan(op, graph):
    """A number of the type of the input, 1 where it is NaN."""
    x = op.input[0]
    graph.cast(graph.node("IsNaN", [x]), graph.dtypes.get(op.output[0]) or values.CODES["bool"], op.output)


def to_replaced_nan(op, graph):
    x = op.input[0]
    graph.node("Where", [graph.node("IsNaN", [x]), number(graph.arguments(op)["value"], x, graph), x], op.output)


def to_mod(op, graph):
    """ONNX's integers get the sign of the divisor, with `fmod` that of the dividend."""
    arguments, x = graph.arguments(op), op.input[0]
    graph.node("Mod", [x, number(arguments["divisor"], x, graph)], op.output, fmod=0 if arguments["sign_follow_divisor"] else 1)


def to_stump(op, graph):
    """One value up to a threshold, another one above it."""
    arguments = graph.arguments(op)
    threshold, low, high = (graph.constant(arguments[n], n, np.float32) for n in ("threshold", "low_value", "high_value"))
    graph.node("Where", [graph.node("Greater", [op.input[0], threshold]), high, low], op.output)


def to_buckets(op, graph):
    """How many boundaries are less than x."""
    x, boundaries = op.input[0], list(graph.arguments(op)["boundaries"])
    rank = len(graph.known_shape(x))
    less = graph.node("Greater", [graph.unsqueeze(x, [rank]), graph.constant(boundaries, "boundaries", np.float32)])
    graph.reduce("ReduceSum", graph.cast(less, values.CODES["int32"]), [rank], op.output)


def to_bitwise(kind):
    """Of bools it is the logical operator."""

    def to_onnx(op, graph):
        bools = graph.dtypes.get(op.input[0]) == values.CODES["bool"]
        graph.node(kind if bools else f"Bitwise{kind}", aligned(op, graph), op.output)

    return to_onnx


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
    unary("Abs"), unary("Ceil"), unary("Floor"), unary("Exp"), unary("Log"), unary("Sqrt"), unary("Erf"),
    unary("Sin"), unary("Cos"), unary("Tan"), unary("Asin"), unary("Acos"), unary("Atan"), unary("Sinh"), unary("Cosh"),
    Record("Sign", "Sign", to_onnx=lambda op, graph: graph.node("Sign", op.input, op.output)),  # Caffe2's makes 0 of NaN
    unary("Reciprocal"), unary("Negative", "Neg"), unary("Not", types=_BOOL),
    binary("Add"), binary("Sub"), binary("Mul"), binary("Div"),
    binary("EQ", "Equal"), binary("GT", "Greater"), binary("LT", "Less"),
    binary("GE", "GreaterOrEqual"), binary("LE", "LessOrEqual"),
    binary("And", types=_BOOL), binary("Or", types=_BOOL), binary("Xor", types=_BOOL),
    variadic("Sum", to_sum), variadic("Max"), variadic("Min"), variadic("Mean"),
    Record("Pow", "Pow", from_onnx=from_pow, to_onnx=to_pow),
    Record("NE", None, to_onnx=to_negated_comparison("Equal")),
    Record("Sqr", None, to_onnx=to_product),
    Record("Cube", None, to_onnx=to_power(3.0)),
    Record("Rsqrt", None, to_onnx=to_reciprocal_root),
    Record("Scale", None, to_onnx=to_scale), Record("RowMul", None, to_onnx=to_row_product),
    Record("SquareRootDivide", None, to_onnx=to_root_quotient),
    Record("SumRelu", None, to_onnx=to_relu_of_sum), Record("SumInt", None, to_onnx=to_sum),
    Record("Cbrt", None, to_onnx=to_cube_root), Record("IsNaN", None, to_onnx=to_is_nan),
    Record("ReplaceNaN", None, to_onnx=to_replaced_nan), Record("Mod", None, to_onnx=to_mod),
    Record("StumpFunc", None, to_onnx=to_stump), Record("Bucketize", None, to_onnx=to_buckets),
    *[Record(f"Bitwise{kind}", None, to_onnx=to_bitwise(kind), writes_from=18) for kind in ("And", "Or", "Xor")],
    Record("WeightedSum", None, to_onnx=to_weighted_sum),
    Record("ElementwiseLinear", None, to_onnx=to_elementwise_linear),
]
