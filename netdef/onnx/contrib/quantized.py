"""Quantized operators of ONNX Runtime: floats between DequantizeLinear and QuantizeLinear, which is what its kernels round to."""

import numpy as np

from netdef.onnx.contrib.fused import CONVOLUTION
from netdef.onnx.error import Unsupported
from netdef.onnx.contrib._function import Function, definition
from netdef.onnx.values import CODES


def floats(f: Function, first: int) -> str:
    """The three inputs from `first` on, a quantized tensor with scale and zero point, as floats."""
    x, scale, zero = f.inputs[first], f.inputs[first + 1], f.input(first + 2)
    return f.node("DequantizeLinear", x, scalar(f, scale), *([scalar(f, zero)] if zero else []))


def scalar(f: Function, x: str) -> str:
    return f.reshape(x)


def bytes_of(f: Function, x: str, scale: int, like: str) -> str:
    """Floats quantized by the two inputs from `scale` on, of the type of `like`."""
    zero = f.input(scale + 1)
    zero = scalar(f, zero) if zero else f.like(0, like)
    return f.node("QuantizeLinear", x, scalar(f, f.inputs[scale]), zero)


@definition("QLinearAdd", "QLinearMul")
def pair(f: Function) -> str:
    return bytes_of(f, f.node(f.op_type.removeprefix("QLinear"), floats(f, 0), floats(f, 3)), 6, f.inputs[0])


@definition("QLinearSigmoid", "QLinearLeakyRelu")
def activation(f: Function) -> str:
    alpha = f.attribute("alpha", 0.01) if f.op_type == "QLinearLeakyRelu" else None
    return bytes_of(f, f.node(f.op_type.removeprefix("QLinear"), floats(f, 0), alpha=alpha), 3, f.inputs[0])


@definition("QLinearSoftmax")
def softmax(f: Function) -> str:
    """Before opset 13 the axes from `axis` on were taken together."""
    x, axis = floats(f, 0), f.attribute("axis", -1)
    if f.attribute("opset") < 13 and axis != -1:
        flat = f.node("Softmax", f.node("Flatten", x, axis=axis), axis=-1)
        soft = f.node("Reshape", flat, f.node("Shape", x))
    else:
        soft = f.node("Softmax", x, axis=axis)
    return bytes_of(f, soft, 3, f.inputs[0])


def channels_first(f: Function, x: str) -> str:
    return f.node("Transpose", x, perm=[0, 3, 1, 2]) if f.attribute("channels_last", 0) else x


def channels_back(f: Function, x: str) -> str:
    return f.node("Transpose", x, perm=[0, 2, 3, 1]) if f.attribute("channels_last", 0) else x


@definition("QLinearGlobalAveragePool")
def global_average(f: Function) -> str:
    x = channels_first(f, floats(f, 0))
    return bytes_of(f, channels_back(f, f.node("GlobalAveragePool", x)), 3, f.inputs[0])


@definition("QLinearAveragePool")
def average(f: Function) -> str:
    names = ("auto_pad", "ceil_mode", "count_include_pad", "kernel_shape", "pads", "strides")
    options = {name: f.attributes[name] for name in names if name in f.attributes}
    x = f.node("AveragePool", channels_first(f, floats(f, 0)), **options)
    return bytes_of(f, channels_back(f, x), 3, f.inputs[0])


@definition("NhwcMaxPool")
def channels_last_max_pool(f: Function) -> str:
    pooled = f.node("MaxPool", f.node("Transpose", f.inputs[0], perm=[0, 3, 1, 2]), **f.attributes)
    return f.node("Transpose", pooled, perm=[0, 2, 3, 1])


@definition("QLinearConcat")
def concat(f: Function) -> str:
    """Scale and zero point of the result, then three inputs for each part."""
    parts = [floats(f, i) for i in range(2, len(f.inputs), 3)]
    return bytes_of(f, f.node("Concat", *parts, axis=f.attribute("axis")), 0, f.inputs[2])


@definition("QLinearWhere")
def where(f: Function) -> str:
    return bytes_of(f, f.node("Where", f.inputs[0], floats(f, 1), floats(f, 4)), 7, f.inputs[1])


@definition("QLinearConv")
def conv(f: Function) -> str:
    """ONNX's, of images whose channels can come last."""
    options = {name: f.attributes[name] for name in CONVOLUTION if name in f.attributes}
    x, *rest = f.inputs
    return channels_back(f, f.node("QLinearConv", channels_first(f, x), *rest, **options))


@definition("QGemm")
def gemm(f: Function) -> str:
    """Without a scale of the result it is floats. The int32 bias has the scales of A and B multiplied."""
    a = floats(f, 0)
    b, b_scale = f.inputs[3], f.inputs[4]
    alpha, transposed = f.attribute("alpha", 1.0), f.attribute("transB", 0)
    # B can have a scale for each column, which is a row of B where that is transposed.
    columns = [f.reshape(x, *([-1, 1] if transposed else [1, -1])) for x in (b_scale, f.input(5)) if x]
    wide = f.node("Cast", b, to=6)
    if len(columns) > 1:
        wide = f.node("Sub", wide, f.node("Cast", columns[1], to=6))
    b = f.node("Mul", f.node("Cast", wide, to=1), columns[0])
    options = {"alpha": alpha, "transA": f.attribute("transA", 0), "transB": transposed}
    if f.input(6):
        scales = f.node("Mul", f.node("Mul", scalar(f, f.inputs[1]), b_scale), f.like(alpha, b_scale))
        result = f.node("Gemm", a, b, f.node("Mul", f.node("Cast", f.input(6), to=1), scales), **options)
    else:
        result = f.node("Gemm", a, b, **options)
    return bytes_of(f, result, 7, f.inputs[0]) if f.input(7) else result


def integer_product(f: Function, a: str, b: str, a_scale: str, b_scale: str, a_zero: str, b_zero: str) -> str:
    product = f.node("Cast", f.node("MatMulInteger", a, b, a_zero, b_zero), to=1)
    return f.node("Mul", product, f.node("Mul", a_scale, b_scale))


@definition("DynamicQuantizeMatMul")
def dynamic_product(f: Function) -> str:
    a, b, b_scale = f.inputs[:3]
    quantized, scale, zero = f.node("DynamicQuantizeLinear", a, outputs=3)
    result = integer_product(f, quantized, b, scale, b_scale, zero, f.input(3))
    return f.node("Add", result, f.input(4)) if f.input(4) else result


@definition("MatMulIntegerToFloat")
def product_to_float(f: Function) -> str:
    a, b, a_scale, b_scale = f.inputs[:4]
    result = integer_product(f, a, b, a_scale, b_scale, f.input(4), f.input(5))
    return f.node("Add", result, f.input(6)) if f.input(6) else result


@definition("DynamicQuantizeLSTM")
def lstm(f: Function) -> list[str]:
    """In floats: ONNX Runtime also rounds what goes into each step to 8 bits. W and R have the inputs as rows."""
    weights = []
    for i, first in ((1, 8), (2, 10)):
        scale, zero = f.inputs[first], f.inputs[first + 1]
        places = [f.reshape(x, 0, 1, -1) if f.rank(x) == 2 else f.reshape(x, -1, 1, 1) for x in (scale, zero)]
        whole = f.node("Sub", f.node("Cast", f.inputs[i], to=6), f.node("Cast", places[1], to=6))
        weights.append(f.node("Transpose", f.node("Mul", f.node("Cast", whole, to=1), places[0]), perm=[0, 2, 1]))
    return f.node("LSTM", f.inputs[0], *weights, *f.inputs[3:8], outputs=3, **f.attributes)


def unpacked(f: Function, packed: str, bits: int) -> str:
    """Bytes along the last axis as the numbers of `bits` bits that they hold, the low ones first: an axis more."""
    if bits == 8:
        return f.node("Unsqueeze", packed, f.ints([-1]))
    mask = f.constant((1 << bits) - 1, np.uint8)
    parts = []
    for shift in range(0, 8, bits):
        moved = f.node("BitShift", packed, f.constant(shift, np.uint8), direction="RIGHT") if shift else packed
        parts.append(f.node("Unsqueeze", f.node("BitwiseAnd", moved, mask), f.ints([-1])))
    return f.node("Concat", *parts, axis=-1)


@definition("MatMulNBits")
def narrow_product(f: Function) -> str:
    """A times the transpose of N rows of blocks, each block with a scale and a zero point."""
    a, b, scales = f.inputs[:3]
    rows, columns, bits, size = (f.attribute(name) for name in ("N", "K", "bits", "block_size"))
    if bits not in (2, 4, 8):
        raise Unsupported(f"weights of {bits} bits are not known")
    if f.input(4):
        raise Unsupported("its columns are in an order of their own (g_idx)")
    blocks = -(-columns // size)
    values = f.node("CastLike", f.reshape(unpacked(f, b, bits), rows, blocks, size), scales)
    if not f.input(3):
        zero = f.like(1 << (bits - 1), scales)
    else:
        zero = f.reshape(f.input(3), rows, -1)
        if f.dtype(f.input(3)) in (0, CODES["uint8"]):
            zero = f.slice(f.reshape(unpacked(f, zero, bits), rows, -1), 0, blocks, 1)
        zero = f.reshape(f.node("CastLike", zero, scales), rows, blocks, 1)
    weights = f.node("Mul", f.node("Sub", values, zero), f.reshape(scales, rows, blocks, 1))
    weights = f.slice(f.reshape(weights, rows, blocks * size), 0, columns, 1)
    result = f.node("MatMul", a, f.node("CastLike", f.node("Transpose", weights, perm=[1, 0]), a))
    return f.node("Add", result, f.input(5)) if f.input(5) else result
