"""Int8 tensors of a net in an ONNX graph: bytes with a scale and a zero point that are known, and QNNPACK's integer arithmetic.

The arithmetic is written out in int64, so that every runtime gives the bytes that the net gives.
"""

from __future__ import annotations

import numpy as np

from netdef.onnx.error import Unsupported
from netdef.onnx.values import CODES

_OFFSET = 1 << 61
"""Makes a dividend positive: ONNX's integer division rounds towards zero, a shift rounds down."""


def byte_tensor(name: str, graph) -> str:
    """The bytes of an int8 blob; those that the init net fills become an initializer."""
    value = graph.values.get(name)
    if not isinstance(value, tuple):
        return name
    if name not in graph.int8_constants:
        graph.int8_constants[name] = graph.constant(value[0], f"{name}_bytes")
    return graph.int8_constants[name]


def quantization(name: str, graph) -> tuple[np.float32, int]:
    """(scale, zero point) of an int8 blob."""
    value = graph.values.get(name)
    if isinstance(value, tuple):
        return np.float32(value[1]), int(value[2])
    if name not in graph.quantization:
        raise Unsupported(f"the scale of '{name}' is not known: no int8 operator of this net makes it")
    return graph.quantization[name]


def output_quantization(op, graph) -> tuple[np.float32, int]:
    """Y_scale and Y_zero_point, noted for the output."""
    arguments = graph.arguments(op)
    found = np.float32(arguments["Y_scale"]), int(arguments["Y_zero_point"])
    graph.quantization[op.output[0]] = found
    return found


def parameters(scale, zero_point, dtype, graph) -> list[str]:
    """Scale and zero point as the inputs of QuantizeLinear and DequantizeLinear."""
    return [graph.constant(scale, "scale", np.float32), graph.constant(zero_point, "zero_point", dtype)]


def dequantized(name: str, graph) -> str:
    """The blob as floats."""
    scale, zero_point = quantization(name, graph)
    value = graph.values.get(name)
    dtype = value[0].dtype if isinstance(value, tuple) else np.dtype(np.uint8)
    inputs = parameters(scale, zero_point, dtype, graph)
    result = graph.node("DequantizeLinear", [byte_tensor(name, graph), *(inputs[:1] if dtype == np.int32 else inputs)])
    if graph.shape(name) is not None or isinstance(value, tuple):
        graph.shapes[result] = value[0].shape if isinstance(value, tuple) else graph.shape(name)
    return result


def integers(x: str, graph) -> str:
    return graph.cast(x, CODES["int64"])


def calc(graph, op_type: str, x: str, other) -> str:
    """x op a whole number, or another tensor."""
    return graph.node(op_type, [x, other if isinstance(other, str) else graph.constant(other, "n", np.int64)])


def is_negative(x: str, graph) -> str:
    return graph.cast(graph.node("Less", [x, graph.constant(0, "zero", np.int64)]), CODES["int64"])


def shifted(x: str, shift: int, negative: str | None, graph) -> str:
    """x / 2^shift, rounded to nearest; ties go up, or away from zero where `negative` holds 1 for what is below."""
    if shift <= 0:
        return x
    x = calc(graph, "Add", x, (1 << (shift - 1)) + _OFFSET)
    if negative is not None:
        x = calc(graph, "Sub", x, negative)
    return calc(graph, "Sub", calc(graph, "Div", x, 1 << shift), _OFFSET >> shift)


def to_bytes(x: str, zero_point: int, relu: bool, output, graph) -> str:
    """x + zero_point as bytes, saturated; with `relu` at least zero_point."""
    if graph.opset < 12:
        raise Unsupported(f"int8 operators need opset 12 or newer, the model is written for {graph.opset}")
    x = calc(graph, "Add", x, zero_point)
    x = graph.node("Clip", [x, graph.constant(zero_point if relu else 0, "low", np.int64), graph.constant(255, "high", np.int64)])
    return graph.cast(x, CODES["uint8"], output)


def mantissa_and_exponent(value: np.float32) -> tuple[int, int]:
    """The 24-bit mantissa and the biased exponent."""
    bits = int(np.float32(value).view(np.uint32))
    return bits & 0x7FFFFF | 0x800000, bits >> 23


def requantized(accumulator: str, scale: np.float32, graph) -> str:
    """int32 sums times a scale below one: a 31-bit product, rounded, then a rounding shift, as QNNPACK does it."""
    mantissa, exponent = mantissa_and_exponent(scale)
    if not 0 < scale < 1:
        raise Unsupported(f"the scales of its inputs over that of its output are {scale}, QNNPACK takes less than 1")
    if exponent + 32 < 127:
        return calc(graph, "Mul", integers(accumulator, graph), 0)
    sums = integers(accumulator, graph)
    product = calc(graph, "Add", calc(graph, "Mul", sums, mantissa << 7), (1 << 30) + (1 << 62))
    high = calc(graph, "Sub", calc(graph, "Div", product, 1 << 31), 1 << 31)
    return shifted(high, 126 - exponent, is_negative(sums, graph), graph)
