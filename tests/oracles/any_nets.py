"""Seeded random nets of the operators that passes and plans rewrite: they run one after the other, whatever they compute."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from netdef import core, workspace
from netdef.proto import caffe2_pb2

MOST_ELEMENTS, LARGEST = 200_000, 1e4  # operators whose outputs go beyond are left out


def caffe2(op_type: str, inputs, outputs, **args) -> caffe2_pb2.OperatorDef:
    return core.CreateOperator(op_type, inputs, outputs, **args)


def onnx(op_type: str, inputs, outputs, **args) -> caffe2_pb2.OperatorDef:
    op = core.CreateOperator(op_type, inputs, outputs, **args)
    op.domain = "ai.onnx"
    return op


def made(op: caffe2_pb2.OperatorDef) -> list[tuple[str, np.ndarray]]:
    """What an operator that ran left; some outputs may hold nothing."""
    values = [(name, workspace.FetchBlob(name)) for name in op.output]
    return [(name, value) for name, value in values if isinstance(value, np.ndarray)]


class NetMaker:
    """Grows a net operator by operator; each runs at once, so that the shapes of all blobs are known."""

    def __init__(self, seed: int, single_assignment: bool):
        self.single_assignment = single_assignment
        self.r = random.Random(seed)
        self.numbers = np.random.default_rng(seed)
        self.ops: list[caffe2_pb2.OperatorDef] = []
        self.constants: dict[str, np.ndarray] = {}
        self.inputs: dict[str, np.ndarray] = {}
        self.shapes: dict[str, tuple[int, ...]] = {}  # of the float tensors that operators may take
        self.names = 0
        workspace.ResetWorkspace()

    def name(self) -> str:
        self.names += 1
        return f"b{self.names}"

    def input(self, *shape: int) -> None:
        name = self.name()
        self.inputs[name] = self.numbers.standard_normal(shape).astype("float32")
        self.feed({name: self.inputs[name]})

    def constant(self, value) -> str:
        name = f"w{self.name()}"
        self.constants[name] = np.asarray(value)
        workspace.FeedBlob(name, self.constants[name])
        return name

    def weights(self, *shape: int, scale: float = 1.0, positive: bool = False) -> str:
        value = np.asarray(self.numbers.standard_normal(shape) * scale, "float32")
        return self.constant(np.abs(value) + np.float32(0.1) if positive else value)

    def ints(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def feed(self, values: dict[str, np.ndarray]) -> None:
        for name, value in values.items():
            workspace.FeedBlob(name, value)
            self.shapes[name] = value.shape

    def blob(self, *ranks: int) -> str:
        """One of the latest, of one of these ranks; LookupError where there is none."""
        found = [name for name, shape in self.shapes.items() if 0 not in shape and (not ranks or len(shape) in ranks)]
        return found[-1] if found and self.r.random() < 0.5 else self.r.choice(found[-6:])

    def like(self, shape, but_axis: int | None = None) -> str:
        """One whose shape is `shape`, but for one axis."""
        def same(other):
            return len(other) == len(shape) and all(a == b or i == but_axis for i, (a, b) in enumerate(zip(shape, other)))

        return self.r.choice([name for name, other in self.shapes.items() if same(other)])

    def out(self, x: str | None = None) -> str:
        """A new name; now and then one in place of `x` or one that was written before."""
        if self.single_assignment:
            return self.name()
        if x is not None and self.r.random() < 0.25:
            return x
        written = [name for op in self.ops for name in op.output if name in self.shapes]
        return self.r.choice(written) if written and self.r.random() < 0.08 else self.name()

    def add(self, op: caffe2_pb2.OperatorDef) -> None:
        """Runs it; where it fails or its output grows too large, all is as it was before."""
        try:
            workspace.RunOperatorOnce(op)
        except RuntimeError:
            self.replay()  # an operator in place may have spoiled its input
            raise
        self.ops.append(op)
        for name, value in made(op):
            if value.size > MOST_ELEMENTS or (value.dtype.kind == "f" and not np.abs(value).max(initial=0) < LARGEST):
                self.ops.pop()
                self.replay()
                raise LookupError(name)
        self.note(op)

    def note(self, op: caffe2_pb2.OperatorDef) -> None:
        for name in op.output:
            self.shapes.pop(name, None)
        self.shapes.update((name, value.shape) for name, value in made(op) if value.dtype == np.float32)

    def replay(self) -> None:
        workspace.ResetWorkspace()
        self.shapes = {}
        for name, value in self.constants.items():
            workspace.FeedBlob(name, value)
        self.feed(self.inputs)
        for op in self.ops:
            workspace.RunOperatorOnce(op)
            self.note(op)


Template = Callable[[NetMaker], "caffe2_pb2.OperatorDef | list[caffe2_pb2.OperatorDef]"]
TEMPLATES: list[Template] = []  # as often as they are to come


def template(often: int) -> Callable[[Template], Template]:
    def register(function: Template) -> Template:
        TEMPLATES.extend([function] * often)
        return function

    return register


# --- convolutions and what follows them


@template(10)
def convolution(m: NetMaker):
    x = m.blob(4)
    nhwc = m.r.random() < 0.15
    channels = m.shapes[x][3 if nhwc else 1]
    kernel = m.r.choice((1, 1, 3, 3, 5, 2, 7))
    width = kernel if m.r.random() < 0.8 else m.r.choice((1, 3))
    group = m.r.choice([g for g in (1, 1, 1, 2, channels) if channels % g == 0])
    out = channels if group == channels and m.r.random() < 0.7 else group * m.r.choice((1, 2, 4, 8, 16))
    pads = dict(pad=m.r.choice((0, 1, kernel // 2)))
    if m.r.random() < 0.2:
        pads = {f"pad_{side}": m.r.choice((0, 1, 2)) for side in "tlbr"}
    depth = channels // group
    weights = m.weights(*((out, kernel, width, depth) if nhwc else (out, depth, kernel, width)), scale=0.3)
    bias = [m.weights(out)] if m.r.random() < 0.6 else []
    return caffe2("Conv", [x, weights, *bias], [m.name()], kernel_h=kernel, kernel_w=width, group=group, stride=m.r.choice((1, 1, 2)),
                  dilation=m.r.choice((1, 1, 1, 2)), order="NHWC" if nhwc else "NCHW", **pads)


@template(6)
def convolution_of_onnx(m: NetMaker):
    x = m.blob(4)
    channels, kernel, depthwise = m.shapes[x][1], m.r.choice((1, 3)), m.r.random() < 0.3
    out = channels if depthwise else m.r.choice((1, 4, 8, 16))
    bias = [m.weights(out)] if m.r.random() < 0.5 else []
    pads = [kernel // 2] * 4 if m.r.random() < 0.7 else [0, 1, 1, 0]
    weights = m.weights(out, 1 if depthwise else channels, kernel, kernel, scale=0.3)
    return onnx("Conv", [x, weights, *bias], [m.name()], kernel_shape=[kernel] * 2, pads=pads, strides=[m.r.choice((1, 2))] * 2,
                group=channels if depthwise else 1)


@template(1)
def transposed_convolution(m: NetMaker):
    x = m.blob(4)
    out, kernel = m.r.choice((1, 3, 8)), m.r.choice((2, 3, 4))
    weights = m.weights(m.shapes[x][1], out, kernel, kernel, scale=0.3)
    return caffe2("ConvTranspose", [x, weights, m.weights(out)], [m.name()], kernel=kernel, stride=m.r.choice((1, 2)), pad=m.r.choice((0, 1)))


@template(7)
def batch_normalization(m: NetMaker):
    x = m.blob(4)
    c = m.shapes[x][1]
    inputs = [x, m.weights(c), m.weights(c), m.weights(c), m.weights(c, positive=True)]
    return caffe2("SpatialBN", inputs, [m.out()], is_test=1, epsilon=1e-3) if m.r.random() < 0.6 else onnx("BatchNormalization", inputs, [m.out()])


@template(4)
def pooling(m: NetMaker):
    x = m.blob(4)
    kernel, stride, pad = m.r.choice((2, 3)), m.r.choice((1, 2)), m.r.choice((0, 1))
    match m.r.randrange(5):
        case 0:
            return caffe2("AveragePool", [x], [m.name()], global_pooling=1)
        case 1:
            return onnx("GlobalAveragePool", [x], [m.name()])
        case 2:
            return onnx(m.r.choice(("MaxPool", "AveragePool")), [x], [m.name()], kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[pad] * 4,
                        ceil_mode=m.r.choice((0, 1)))
        case _:
            return caffe2(m.r.choice(("MaxPool", "AveragePool")), [x], [m.name()], kernel=kernel, stride=stride, pad=pad,
                          legacy_pad=m.r.choice((0, 0, 3)))


@template(2)
def spatial(m: NetMaker):
    x = m.blob(4)
    channels = m.shapes[x][1]
    op_type, args = m.r.choice((
        ("ResizeNearest", dict(width_scale=m.r.choice((2.0, 0.5, 1.5)), height_scale=m.r.choice((2.0, 1.0)))),
        ("ChannelShuffle", dict(group=m.r.choice([g for g in (1, 2, 4) if channels % g == 0]), kernel=1)),
        ("PadImage", dict(pad=1, mode=m.r.choice(("constant", "reflect", "edge")))),
        ("NCHW2NHWC", {}),
        ("NHWC2NCHW", {}),
        ("LRN", dict(size=m.r.choice((3, 5)), alpha=0.1, beta=0.75, bias=1.0)),
    ))
    return caffe2(op_type, [x], [m.name()], **args)


# --- products


@template(3)
def fully_connected(m: NetMaker):
    x = m.blob(2, 3, 4)
    axis = m.r.choice((1, 1, 1, len(m.shapes[x]) - 1))
    k, n, transposed = int(np.prod(m.shapes[x][axis:])), m.r.choice((1, 3, 8, 17)), m.r.random() < 0.15
    weights = m.weights(*((k, n) if transposed else (n, k)), scale=k**-0.5)
    return caffe2("FCTransposed" if transposed else "FC", [x, weights, m.weights(n)], [m.name()], axis=axis)


@template(3)
def product(m: NetMaker):
    x = m.blob(2, 3, 4)
    k, n = m.shapes[x][-1], m.r.choice((1, 4, 9, 16))
    match m.r.randrange(3):
        case 0:
            return caffe2("BatchMatMul", [x, m.like(m.shapes[x], but_axis=len(m.shapes[x]) - 2)], [m.name()], trans_b=1, broadcast=1)
        case 1:
            return onnx("MatMul", [x, m.weights(k, n, scale=k**-0.5)], [m.name()])
        case _:
            return onnx("Gemm", [x, m.weights(n, k, scale=k**-0.5), m.weights(n)], [m.name()], transB=1, alpha=m.r.choice((1.0, 0.5)), beta=2.0)


@template(1)
def recurrence(m: NetMaker):
    x = m.blob(3)
    hidden, directions = m.r.choice((3, 8)), m.r.choice((1, 1, 2))
    op_type, gates = m.r.choice((("LSTM", 4), ("GRU", 3), ("RNN", 1)))
    rows = gates * hidden
    inputs = [x, m.weights(directions, rows, m.shapes[x][2], scale=0.3), m.weights(directions, rows, hidden, scale=0.3), m.weights(directions, 2 * rows)]
    return onnx(op_type, inputs, [m.name(), m.name()], hidden_size=hidden, direction="bidirectional" if directions == 2 else m.r.choice(("forward", "reverse")))


# --- element by element; continuous ones, which keep small differences small

ACTIVATIONS = [(name, {}) for name in ("Relu", "Relu", "Sigmoid", "Tanh", "Elu", "Swish", "Softplus", "Abs", "Negative", "Sqr", "Exp", "Gelu", "Softsign", "Selu",
                                       "ThresholdedRelu", "Cube", "Mish", "Erf", "StopGradient", "Copy", "ReplaceNaN", "Sin", "Cos")]
ACTIVATIONS += [("Clip", dict(min=0.0, max=6.0)), ("Clip", dict(min=-0.5, max=0.5)), ("LeakyRelu", dict(alpha=0.1)), ("HardSigmoid", dict(alpha=0.2, beta=0.4)),
                ("Scale", dict(scale=0.5))]
ONNX_ACTIVATIONS = ("Relu", "HardSwish", "HardSigmoid", "Sigmoid", "Tanh", "LeakyRelu", "Elu", "Selu", "Neg", "Abs", "Erf", "Softplus", "Identity", "Mish", "Gelu", "Celu",
                    "Sqrt", "Exp", "Reciprocal")


@template(10)
def activation(m: NetMaker):
    op_type, args = m.r.choice(ACTIVATIONS)
    x = m.blob()
    return caffe2(op_type, [x], [m.out(x)], **args)


@template(6)
def activation_of_onnx(m: NetMaker):
    return onnx(m.r.choice(ONNX_ACTIVATIONS), [m.blob()], [m.out()])


@template(1)
def prelu(m: NetMaker):
    x = m.blob(2, 4)
    return caffe2("PRelu", [x, m.weights(m.r.choice((1, m.shapes[x][1])))], [m.out(x)])


@template(7)
def binary(m: NetMaker):
    op_type, x = m.r.choice(("Add", "Mul", "Sub", "Div")), m.blob()
    shape = m.shapes[x]
    match m.r.randrange(4):
        case 0:
            inputs = [x, m.like(shape)]
            m.r.shuffle(inputs)
            return onnx(op_type, inputs, [m.out()]) if m.r.random() < 0.3 else caffe2(op_type, inputs, [m.out(x)])
        case 1 if len(shape) > 1:  # by channel
            return caffe2(op_type, [x, m.weights(shape[1], positive=True)], [m.out(x)], broadcast=1, axis=1)
        case 2 if len(shape) > 1:
            ones = (1,) * (len(shape) - 2)
            small = m.r.choice([(shape[1], *ones), (1, shape[1], *ones), (1,), (), (shape[-1],), (shape[0], 1, *ones)])
            inputs = [x, m.weights(*small, positive=True)]
            m.r.shuffle(inputs)
            return m.r.choice((onnx, caffe2))(op_type, inputs, [m.out()])
        case _:
            return caffe2(op_type, [x, m.weights(1, positive=True)], [m.out(x)], broadcast=1)


@template(4)
def several(m: NetMaker):
    shape = m.shapes[m.blob()]
    inputs = [m.like(shape) for _ in range(m.r.choice((1, 2, 2, 3)))]
    op_type = m.r.choice(("Sum", "Sum", "Max", "Mean", "Min"))
    return onnx(op_type, inputs, [m.out()]) if m.r.random() < 0.4 else caffe2(op_type, inputs, [m.out(inputs[0])])


@template(2)
def limits(m: NetMaker):
    if m.r.random() < 0.5:
        return onnx(m.r.choice(("Max", "Min")), [m.blob(), m.constant(np.float32(m.r.choice((0, 0.5))))], [m.out()])
    return onnx("Clip", [m.blob(), m.constant(np.float32(m.r.choice((0, -1)))), m.constant(np.float32(m.r.choice((6, 1))))], [m.out()])


@template(1)
def power(m: NetMaker):
    return onnx("Pow", [m.blob(), m.constant(np.float32(m.r.choice((2, 3, 1, 0.5))))], [m.out()])


# --- shapes and places


@template(2)
def transpose(m: NetMaker):
    x = m.blob(1, 2, 3, 4, 5)
    axes = list(range(len(m.shapes[x])))
    m.r.shuffle(axes)
    return caffe2("Transpose", [x], [m.name()], axes=axes) if m.r.random() < 0.6 else onnx("Transpose", [x], [m.name()], perm=axes)


@template(3)
def reshape(m: NetMaker):
    x = m.blob(1, 2, 3, 4, 5)
    shape = m.shapes[x]
    wanted = m.r.choice([[0, -1], [-1, shape[-1]], [shape[0], -1, 1], [0, 1, -1], [-1]])
    match m.r.randrange(4):
        case 0:
            return caffe2("Flatten", [x], [m.out(x)])
        case 1:
            return onnx("Reshape", [x, m.ints(*wanted)], [m.name()])
        case _:
            return caffe2("Reshape", [x], [m.out(x), m.name()], shape=wanted)


@template(1)
def ones(m: NetMaker):
    x = m.blob()
    shape = m.shapes[x]
    if 1 in shape and m.r.random() < 0.5:
        return caffe2("Squeeze", [x], [m.out(x)], dims=[m.r.choice([i for i, d in enumerate(shape) if d == 1])])
    at = m.r.randrange(len(shape) + 1)
    return caffe2("ExpandDims", [x], [m.out(x)], dims=[at]) if m.r.random() < 0.5 else onnx("Unsqueeze", [x, m.ints(at)], [m.name()])


@template(3)
def concat(m: NetMaker):
    shape = m.shapes[m.blob(1, 2, 3, 4)]
    axis = m.r.randrange(len(shape))
    inputs = [m.like(shape, but_axis=axis) for _ in range(m.r.choice((1, 2, 2, 3)))]
    return onnx("Concat", inputs, [m.name()], axis=axis) if m.r.random() < 0.3 else caffe2("Concat", inputs, [m.name(), m.name()], axis=axis)


@template(2)
def split(m: NetMaker):
    x = m.blob(1, 2, 3, 4)
    shape = m.shapes[x]
    axis = m.r.choice([i for i, d in enumerate(shape) if d > 1])
    cut = m.r.randrange(1, shape[axis])
    sizes = [cut, shape[axis] - cut]
    outputs = [m.name(), m.name()]
    return onnx("Split", [x, m.ints(*sizes)], outputs, axis=axis) if m.r.random() < 0.3 else caffe2("Split", [x], outputs, axis=axis, split=sizes)


@template(2)
def part(m: NetMaker):
    x = m.blob(1, 2, 3, 4)
    shape = m.shapes[x]
    if m.r.random() < 0.5:
        return caffe2("Slice", [x], [m.name()], starts=[m.r.choice((0, 0, min(1, d - 1))) for d in shape], ends=[m.r.choice((-1, d)) for d in shape])
    axis = m.r.randrange(len(shape))
    return onnx("Slice", [x, m.ints(m.r.choice((0, 1))), m.ints(shape[axis]), m.ints(axis), m.ints(m.r.choice((1, 2)))], [m.name()])


@template(2)
def copies(m: NetMaker):
    x = m.blob(1, 2, 3, 4)
    shape = m.shapes[x]
    match m.r.randrange(4):
        case 0:
            return caffe2("Tile", [x], [m.name()], tiles=2, axis=m.r.randrange(len(shape)))
        case 1:
            return onnx("Expand", [x, m.ints(2, *(1 for _ in shape))], [m.name()])
        case 2:
            return caffe2("Gather", [x, m.ints(*(m.r.randrange(shape[0]) for _ in range(3)))], [m.name()])
        case _:
            return onnx("Gather", [x, m.ints(m.r.randrange(shape[-1]), 0)], [m.name()], axis=-1)


@template(1)
def dropout(m: NetMaker):
    x = m.blob()
    return caffe2("Dropout", [x], [m.out(x), m.name()], is_test=1)


# --- over axes


@template(1)
def reduction(m: NetMaker):
    x = m.blob(1, 2, 3, 4)
    axes = sorted(m.r.sample(range(len(m.shapes[x])), m.r.randint(1, len(m.shapes[x]))))
    op_type, keep = m.r.choice(("ReduceMean", "ReduceSum", "ReduceMax")), m.r.choice((0, 1))
    return caffe2(op_type, [x], [m.name()], axes=axes, keepdims=keep) if m.r.random() < 0.5 else onnx(op_type, [x, m.ints(*axes)], [m.name()], keepdims=keep)


@template(1)
def softmax(m: NetMaker):
    x = m.blob(2, 3, 4)
    if m.r.random() < 0.5:
        return caffe2("Softmax", [x], [m.out(x)], axis=m.r.choice((1, len(m.shapes[x]) - 1)))
    return onnx(m.r.choice(("Softmax", "LogSoftmax")), [x], [m.out()], axis=m.r.choice((-1, 0, 1)))


@template(2)
def normalization(m: NetMaker):
    x = m.blob(4) if m.r.random() < 0.6 else m.blob(2, 3, 4)
    shape = m.shapes[x]
    if len(shape) < 4 or m.r.random() < 0.4:
        if m.r.random() < 0.5:
            return onnx("LayerNormalization", [x, m.weights(shape[-1]), m.weights(shape[-1])], [m.name()], axis=-1)
        return caffe2("LayerNorm", [x], [m.name(), m.name(), m.name()], axis=m.r.choice((1, len(shape) - 1)), epsilon=1e-3)
    parameters = [x, m.weights(shape[1]), m.weights(shape[1])]
    match m.r.randrange(3):
        case 0:
            return caffe2("InstanceNorm", parameters, [m.name()], epsilon=1e-2)
        case 1:
            return caffe2("GroupNorm", parameters, [m.name(), m.name(), m.name()], group=m.r.choice([g for g in (1, 2, 3) if shape[1] % g == 0]), epsilon=1e-2)
        case _:
            return caffe2("AffineChannel", parameters, [m.out(x)])


# --- what exporters write for one thing


@template(2)
def gelu_in_parts(m: NetMaker):
    x, y = m.blob(), [m.name() for _ in range(5)]
    return [onnx("Div", [x, m.constant(np.float32(2**0.5))], [y[0]]), onnx("Erf", [y[0]], [y[1]]), onnx("Add", [y[1], m.constant(np.float32(1))], [y[2]]),
            onnx("Mul", [x, y[2]], [y[3]]), onnx("Mul", [y[3], m.constant(np.float32(0.5))], [y[4]])]


@template(2)
def swish_in_parts(m: NetMaker):
    x, gate, dialect = m.blob(), m.name(), m.r.choice((caffe2, onnx))
    factors = [x, gate]
    m.r.shuffle(factors)
    return [dialect("Sigmoid", [x], [gate]), dialect("Mul", factors, [m.name()])]


@template(2)
def hard_swish_in_parts(m: NetMaker):
    x, y = m.blob(), [m.name() for _ in range(4)]
    if m.r.random() < 0.5:
        return [caffe2("Add", [x, m.constant(np.array([3], "float32"))], [y[0]], broadcast=1), caffe2("Clip", [y[0]], [y[1]], min=0.0, max=6.0),
                caffe2("Mul", [x, y[1]], [y[2]])]
    three, zero, six = (m.constant(np.float32(v)) for v in (3, 0, 6))
    return [onnx("Add", [x, three], [y[0]]), onnx("Clip", [y[0], zero, six], [y[1]]), onnx("Mul", [x, y[1]], [y[2]]), onnx("Div", [y[2], six], [y[3]])]


@template(2)
def layer_norm_in_parts(m: NetMaker):
    x, y, last = m.blob(2, 3, 4), [m.name() for _ in range(9)], m.ints(-1)
    width = m.shapes[x][-1]
    return [onnx("ReduceMean", [x, last], [y[0]]), onnx("Sub", [x, y[0]], [y[1]]), onnx("Pow", [y[1], m.constant(np.float32(2))], [y[2]]),
            onnx("ReduceMean", [y[2], last], [y[3]]), onnx("Add", [y[3], m.constant(np.float32(1e-3))], [y[4]]), onnx("Sqrt", [y[4]], [y[5]]),
            onnx("Div", [y[1], y[5]], [y[6]]), onnx("Mul", [y[6], m.weights(width)], [y[7]]), onnx("Add", [y[7], m.weights(width)], [y[8]])]


@template(1)
def computed_shape(m: NetMaker):
    x, y = m.blob(2, 3, 4), [m.name() for _ in range(5)]
    return [onnx("Shape", [x], [y[0]]), onnx("Gather", [y[0], m.constant(np.array(0, np.int64))], [y[1]], axis=0), onnx("Unsqueeze", [y[1], m.ints(0)], [y[2]]),
            onnx("Concat", [y[2], m.ints(-1)], [y[3]], axis=0), onnx("Reshape", [x, y[3]], [y[4]])]


def in_bytes(m: NetMaker, x: str) -> tuple[list[caffe2_pb2.OperatorDef], str]:
    grid, q, y = [m.constant(np.float32(m.r.choice((0.02, 0.05)))), m.constant(np.uint8(m.r.choice((0, 128, 100))))], m.name(), m.name()
    return [onnx("QuantizeLinear", [x, *grid], [q]), onnx("DequantizeLinear", [q, *grid], [y])], y


@template(2)
def quantized_and_back(m: NetMaker):
    return in_bytes(m, m.blob())[0]


@template(3)
def quantized_layer(m: NetMaker):
    """As static quantizers write it: bytes before and after a convolution or a product whose weights are bytes too."""
    x = m.blob(2, 4)
    depth, out = m.shapes[x][1], m.r.choice((1, 4, 8, 16))
    image = len(m.shapes[x]) == 4
    kernel = m.r.choice((1, 3)) if image else 1
    before, x = in_bytes(m, x)
    shape = (out, depth, kernel, kernel) if image else (depth, out)
    weights = m.constant(m.numbers.integers(-127, 128, shape).astype("int8"))
    scales = m.constant((m.numbers.random(out if m.r.random() < 0.7 else ()) * 0.01 + 0.001).astype("float32"))
    zeros = m.constant(np.zeros(m.constants[scales].shape, "int8"))
    w, y, z = (m.name() for _ in range(3))
    middle = [onnx("DequantizeLinear", [weights, scales, zeros], [w], axis=0 if image else 1)]
    if image:
        middle += [onnx("Conv", [x, w, m.weights(out)], [y], kernel_shape=[kernel] * 2, pads=[kernel // 2] * 4)]
    else:
        middle += [onnx("MatMul", [x, w], [y])]
    if m.r.random() < 0.5:
        middle, y = [*middle, onnx("Relu", [y], [z])], z
    return before + middle + in_bytes(m, y)[0]


@template(1)
def chosen_by_sign(m: NetMaker):
    x, positive = m.blob(), m.name()
    return [onnx("Greater", [x, m.constant(np.float32(0))], [positive]), onnx("Where", [positive, x, m.constant(np.float32(0))], [m.name()])]


@template(1)
def computed_constant(m: NetMaker):
    x, filled = m.blob(), m.name()
    return [caffe2("ConstantFill", [], [filled], shape=list(m.shapes[x]), value=0.5), caffe2("Add", [x, filled], [m.name()])]


def any_net(seed: int, only_onnx: bool = False) -> tuple[list[caffe2_pb2.OperatorDef], dict[str, np.ndarray], list[str], dict[str, np.ndarray]]:
    """(operators, inputs, names of outputs, constants) of a net of up to a few dozen operators; of ONNX's alone, each blob written once, where asked."""
    m = NetMaker(seed, single_assignment=only_onnx)
    image = m.r.choice((1, 2, 3)), m.r.choice((1, 2, 3, 4, 8, 16)), m.r.choice((1, 4, 7, 8)), m.r.choice((1, 5, 8))
    for shape, chance in ((image, 1), (image, 0.4), ((m.r.choice((1, 4)), m.r.choice((3, 8))), 0.3), ((m.r.choice((1, 4)), 2, m.r.choice((3, 8))), 0.2)):
        if m.r.random() < chance:
            m.input(*shape)
    wanted = m.r.randint(2, 20)
    while len(m.ops) < wanted:
        try:
            ops = m.r.choice(TEMPLATES)(m)
            ops = ops if isinstance(ops, list) else [ops]
            for op in ops if not only_onnx or all(op.domain for op in ops) else []:
                m.add(op)
        except (LookupError, RuntimeError):  # no blob suits it, or it does not suit the blob
            continue
    written = list(dict.fromkeys(name for op in m.ops for name in op.output))
    read = {name for op in m.ops for name in op.input}
    outputs = [name for name in written if name not in read or m.r.random() < 0.03]
    return m.ops, {k: v for k, v in m.inputs.items() if k in read}, outputs, {k: v for k, v in m.constants.items() if k in read}
