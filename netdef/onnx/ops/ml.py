"""Operators of ai.onnx.ml that are made of others."""

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES, ValueType

DOMAIN = "ai.onnx.ml"


def from_one_hot_encoder(node, net):
    """An axis more, with a 1 where the element is the category."""
    x = node.inputs[0]
    rank, names = net.rank(x), node.attribute("cats_strings", [])
    if rank is None:
        raise Unsupported("the rank of its input is not known")
    if not node.attribute("zeros", 1):
        raise Unsupported("with zeros=0, where an unknown category is an error, it is not known")
    if not names:
        x = net.node("Cast", [x], like=ValueType(CODES["int64"], net.shape(x)), to=CODES["int64"])
    categories = np.array([name.decode() for name in names], object) if names else np.array(node.attribute("cats_int64s"), np.int64)
    apart = net.node("Unsqueeze", [x, net.constant(np.array([rank], np.int64))], like=ValueType(net.dtype(x), (*net.shape(x), 1)))
    same = net.node("Equal", [apart, net.constant(categories)], like=ValueType(CODES["bool"]))
    net.node("Cast", [same], node.outputs, to=CODES["float"])
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
    Record(None, "OneHotEncoder", domain=DOMAIN, types=None, from_onnx=from_one_hot_encoder),
    Record(None, "SVMRegressor", domain=DOMAIN, types=None, from_onnx=from_svm_regressor),
    Record(None, "ZipMap", domain=DOMAIN, types=None, from_onnx=from_zip_map),
]
