"""Operators of ai.onnx.ml that are made of others."""

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES, ValueType

DOMAIN = "ai.onnx.ml"


def from_category_mapper(node, net):
    """LabelEncoder: strings become integers, integers strings."""
    names, numbers = node.attribute("cats_strings", []), node.attribute("cats_int64s", [])
    columns = {"strings": names, "int64s": numbers}
    key, value = ("strings", "int64s") if net.dtype(node.inputs[0]) == CODES["string"] else ("int64s", "strings")
    if not net.dtype(node.inputs[0]):
        raise Unsupported("the element type of its input is not known")
    default = {"default_int64": node.attribute("default_int64")} if value == "int64s" else {"default_string": node.attribute("default_string")}
    net.node("LabelEncoder", node.inputs, node.outputs, domain=DOMAIN, **{f"keys_{key}": columns[key], f"values_{value}": columns[value]}, **default)
    return True


def kernel(x, vectors, node, net):
    """k(x, v) of each row x and each support vector v."""
    kind = node.attribute("kernel_type", b"LINEAR")
    gamma, offset, degree = (np.float32(p) for p in (node.attribute("kernel_params", []) or [0.0, 0.0, 0.0]))
    floats = ValueType(CODES["float"], (None, None))
    f = lambda value: net.constant(np.float32(value))  # noqa: E731
    add = lambda op, *inputs, **attributes: net.node(op, list(inputs), like=floats, **attributes)  # noqa: E731
    product = add("MatMul", x, net.constant(np.ascontiguousarray(vectors.T)))
    if kind == b"LINEAR":
        return product
    if kind == b"RBF":  # |x - v|^2 = x^2 - 2 xv + v^2
        squares = add("ReduceSum", add("Mul", x, x), net.constant(np.array([1], np.int64)), keepdims=1)
        distance = add("Add", add("Sub", squares, add("Mul", product, f(2))), net.constant((vectors * vectors).sum(1)))
        return add("Exp", add("Mul", distance, f(-gamma)))
    scaled = add("Add", add("Mul", product, f(gamma)), f(offset))
    if kind == b"POLY":
        return add("Pow", scaled, f(degree))
    if kind == b"SIGMOID":
        return add("Tanh", scaled)
    raise Unsupported(f"its kernel {kind.decode(errors='replace')[:50]} is not known")


def from_svm_regressor(node, net):
    """The kernels with the support vectors times their coefficients, and rho; the sign of that for a single class."""
    if node.attribute("post_transform", b"NONE") != b"NONE":
        raise Unsupported("its post_transform is not known")
    x, count = node.inputs[0], node.attribute("n_supports", 0)
    coefficients = np.array(node.attribute("coefficients"), np.float32)
    floats = ValueType(CODES["float"], (None, None))
    x = net.node("Cast", [x], like=floats, to=CODES["float"])
    if count:
        vectors = np.array(node.attribute("support_vectors"), np.float32)
        if count < 0 or vectors.size % count or coefficients.size != count:
            raise Unsupported(f"{count} supports have {vectors.size} numbers and {coefficients.size} coefficients")
        x = kernel(x, vectors.reshape(count, -1), node, net)
    sums = net.node("MatMul", [x, net.constant(coefficients.reshape(-1, 1))], like=floats)
    rho = net.constant(np.float32(node.attribute("rho")[:1]))
    if not node.attribute("one_class", 0):
        net.node("Add", [sums, rho], node.outputs)
        return True
    inside = net.node("Greater", [net.node("Add", [sums, rho], like=floats), net.constant(np.float32(0))], like=ValueType(CODES["bool"], (None, 1)))
    net.node("Where", [inside, net.constant(np.float32(1)), net.constant(np.float32(-1))], node.outputs)
    return True


def from_zip_map(node, net):
    """The matrix; which labels its columns have is noted (netdef.onnx.zip_maps)."""
    names = [name.decode(errors="replace") for name in node.attribute("classlabels_strings", [])]
    net.importer.maps[node.outputs[0]] = names or [int(label) for label in node.attribute("classlabels_int64s", [])]
    net.node("Identity", node.inputs, node.outputs)
    return True


RECORDS = [
    Record(None, "CategoryMapper", domain=DOMAIN, types=None, from_onnx=from_category_mapper),
    Record(None, "SVMRegressor", domain=DOMAIN, types=None, from_onnx=from_svm_regressor),
    Record(None, "ZipMap", domain=DOMAIN, types=None, from_onnx=from_zip_map),
]
