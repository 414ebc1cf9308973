"""What ONNX Runtime's optimizer fuses: a product or convolution with what follows."""

from netdef.onnx.error import Unsupported
from netdef.onnx.contrib._function import Function, definition


def activated(f: Function, x: str) -> str:
    """x through the activation that attributes name; its parameters are a list, or numbers of their own."""
    kind = f.attribute("activation", "")
    parameters = list(f.attributes.get("activation_params", [])) or [
        f.attributes[name] for name in ("activation_alpha", "activation_beta", "activation_gamma") if name in f.attributes]
    names = {"LeakyRelu": ["alpha"], "HardSigmoid": ["alpha", "beta"], "Elu": ["alpha"], "ThresholdedRelu": ["alpha"]}
    if not kind:
        return x
    if kind == "Clip":
        return f.node("Clip", x, *(f.like(bound, x) for bound in parameters))
    if kind not in ("Relu", "Tanh", "Sigmoid", "Softplus", "Softsign", "HardSwish", *names):
        raise Unsupported(f"its activation {kind} is not known")
    return f.node(kind, x, **dict(zip(names.get(kind, []), parameters)))


def transposed(f: Function, x: str, matrix: bool, batch: bool) -> str:
    """The last two axes exchanged, or with `batch` the first one moved behind the other batch axes."""
    rank = f.rank(x)
    if batch:
        if rank is None:
            raise Unsupported("it moves the batch axes of a tensor whose rank is not known")
        x, order = f.node("Transpose", x, perm=[*range(1, rank - 1), 0, rank - 1]), rank
    else:
        order = rank
    if not matrix:
        return x
    if order is None:
        return f.node("Einsum", x, equation="...ij->...ji")
    return f.node("Transpose", x, perm=[*range(order - 2), order - 1, order - 2]) if order > 1 else x


def product(f: Function) -> str:
    a, b = f.inputs[:2]
    a = transposed(f, a, f.attribute("transA", 0), f.attribute("transBatchA", 0))
    b = transposed(f, b, f.attribute("transB", 0), f.attribute("transBatchB", 0))
    result = f.node("MatMul", a, b)
    alpha = f.attribute("alpha", 1.0)
    return result if alpha == 1 else f.node("Mul", result, f.like(alpha, result))


@definition("FusedMatMul", "TransposeMatMul", "FusedMatMulActivation")
def fused_mat_mul(f: Function) -> str:
    return activated(f, product(f))


@definition("FusedGemm")
def fused_gemm(f: Function) -> str:
    options = {name: f.attributes[name] for name in ("alpha", "beta", "transA", "transB") if name in f.attributes}
    return activated(f, f.node("Gemm", *f.inputs, **options))


CONVOLUTION = ("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides")


@definition("FusedConv")
def fused_conv(f: Function) -> str:
    """The fourth input is added before the activation."""
    options = {name: f.attributes[name] for name in CONVOLUTION if name in f.attributes}
    result = f.node("Conv", *f.inputs[:3], **options)
    if f.input(3):
        result = f.node("Add", result, f.input(3))
    return activated(f, result)


@definition("Gelu")
def gelu(f: Function) -> str:
    return f.node("Gelu", f.inputs[0])


@definition("BiasGelu")
def bias_gelu(f: Function) -> str:
    return f.node("Gelu", f.node("Add", *f.inputs))


@definition("FastGelu")
def fast_gelu(f: Function) -> str:
    """By tanh; the bias can be left out."""
    x = f.node("Add", *f.inputs) if f.input(1) else f.inputs[0]
    return f.node("Gelu", x, approximate="tanh")


@definition("QuickGelu")
def quick_gelu(f: Function) -> str:
    x = f.inputs[0]
    return f.node("Mul", x, f.node("Sigmoid", f.node("Mul", x, f.like(f.attribute("alpha", 1.702), x))))


@definition("ExpandDims")
def expand_dims(f: Function) -> str:
    return f.node("Unsqueeze", *f.inputs)


@definition("Trilu", "Range", "QuantizeLinear", "DequantizeLinear", "LayerNormalization")
def namesake(f: Function) -> "str | list[str]":
    """Operators that ONNX took over."""
    return f.node(f.op_type, *f.inputs, outputs=f.outputs, **f.attributes)


@definition("GridSample")
def grid_sample(f: Function) -> str:
    mode = f.attribute("mode", "bilinear")
    return f.node("GridSample", *f.inputs, mode={"bilinear": "linear", "bicubic": "cubic"}.get(mode, mode),
                  padding_mode=f.attribute("padding_mode", "zeros"), align_corners=f.attribute("align_corners", 0))


@definition("CDist")
def distances(f: Function) -> str:
    """Between each row of A and each row of B."""
    a, b = (f.node("Unsqueeze", x, f.ints([axis])) for x, axis in zip(f.inputs, (1, 0)))
    gap = f.node("Sub", a, b)
    squares = f.node("ReduceSum", f.node("Mul", gap, gap), f.ints([2]), keepdims=0)
    return f.node("Sqrt", squares) if f.attribute("metric", "sqeuclidean") == "euclidean" else squares
