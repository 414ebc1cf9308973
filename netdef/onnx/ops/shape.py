"""Operators that move elements without changing them."""

import numpy as np

from netdef.onnx import values
from netdef.onnx.error import Unsupported
from netdef.onnx.registry import Record

COMMON = frozenset(values.CODES[n] for n in ("float", "double", "int32", "int64", "uint8", "int8", "bool", "float16"))


def from_concat(node, net):
    if any(net.dtype(name) != net.dtype(node.inputs[0]) for name in node.inputs):
        return False
    net.add("Concat", node.inputs, [node.outputs[0], net.temporary("split_info")], axis=node.attribute("axis"))
    return True


def axis_of(op, graph):
    """The axis of Concat and Split: stated, or the channels of an order."""
    arguments = graph.arguments(op)
    if "axis" in arguments:
        return arguments["axis"]
    return 3 if arguments["order"] == "NHWC" else 1


def adds_axis(op, graph):
    """Whether Concat stacks and Split unstacks: only along an axis that is stated."""
    arguments = graph.arguments(op)
    return bool(arguments.get("add_axis")) and "axis" in arguments


def to_concat(op, graph):
    stacks = adds_axis(op, graph)
    axis, inputs = axis_of(op, graph), list(op.input)
    shapes = [graph.shape(name) for name in inputs]
    if stacks:
        inputs = [graph.unsqueeze(name, [axis]) for name in inputs]
    if axis < 0 and graph.opset < 11:
        axis += (graph.rank(op.input[0]) or 0) + stacks
    graph.node("Concat", inputs, op.output[:1], axis=axis)
    if len(op.output) > 1 and all(shape is not None for shape in shapes):
        split_info([1 if stacks else shape[axis] for shape in shapes], op, graph)


def split_info(sizes, op, graph):
    """The second output of Concat."""
    graph.node("Identity", [graph.constant(sizes, "sizes", np.int32)], op.output[1])


def from_split(node, net):
    axis, shape = node.attribute("axis", 0), net.shape(node.inputs[0])
    sizes = net.constant_value(node.inputs[1]) if node.input(1) else None
    if shape is None or (node.input(1) and sizes is None):
        return False
    if sizes is None:
        whole, parts = shape[axis], len(node.outputs)
        if not isinstance(whole, int):
            return False
        size = -(-whole // parts)
        sizes = [min(size, whole - i * size) for i in range(parts)]
    if min(sizes) <= 0:
        return False
    net.add("Split", node.inputs[:1], node.outputs, axis=axis + len(shape) if axis < 0 else axis, split=[int(s) for s in sizes])
    return True


def to_split(op, graph):
    arguments = graph.arguments(op)
    axis = axis_of(op, graph)
    sizes = arguments.get("split")
    if len(op.input) > 1:
        given = graph.value(op.input[1])
        sizes = [int(s) for s in given.reshape(-1)] if given is not None else graph.cast(op.input[1], values.CODES["int64"])
    if not sizes:
        sizes = [graph.known_shape(op.input[0])[axis] // len(op.output)] * len(op.output)
    unstacks = adds_axis(op, graph)
    outputs = list(op.output) if not unstacks else [graph.unique(name) for name in op.output]
    graph.split(op.input[0], outputs, axis, sizes)
    if unstacks:
        for part, name in zip(outputs, op.output):
            graph.squeeze(part, [axis], name)


def from_transpose(node, net):
    net.add("Transpose", node.inputs, node.outputs, axes=node.attribute("perm", None))
    return True


def to_transpose(op, graph):
    graph.node("Transpose", op.input, op.output, perm=graph.arguments(op)["axes"] or None)


def from_reshape(node, net):
    shape = net.constant_value(node.inputs[1])
    if shape is None or node.attribute("allowzero", 0) or (shape < -1).any() or shape.ndim != 1:
        return False
    net.add("Reshape", node.inputs[:1], [node.outputs[0], net.temporary("old_shape")], shape=[int(d) for d in shape])
    return True


def to_reshape(op, graph):
    shape = graph.arguments(op)["shape"]
    if len(op.input) > 1:
        target = graph.cast(op.input[1], values.CODES["int64"])
    else:
        target = graph.ints(list(shape), "shape")
    graph.node("Reshape", [op.input[0], target], op.output[:1])
    if len(op.output) > 1:
        graph.node("Shape", [op.input[0]], op.output[1])


def to_resize_like(op, graph):
    graph.node("Reshape", [op.input[0], graph.node("Shape", [op.input[1]])], op.output)


def from_flatten(node, net):
    axis, rank = node.attribute("axis", 1), net.rank(node.inputs[0])
    if axis < 0:
        if rank is None:
            return False
        axis += rank
    net.add("Flatten", node.inputs, node.outputs, axis=axis)
    return True


def to_flatten(op, graph):
    graph.flatten_to(op.input[0], graph.arguments(op)["axis"], op.output)


def to_flatten_to_vector(op, graph):
    graph.reshape(op.input[0], [-1], op.output)


def axes_of(node, net, rank):
    """The axes of Squeeze and Unsqueeze as constants that are not negative; None where that is not possible."""
    axes = net.constant_value(node.input(1)) if node.input(1) else None
    if axes is None or ((axes < 0).any() and rank is None):
        return None
    return sorted(int(a) + rank if a < 0 else int(a) for a in axes.reshape(-1))


def from_squeeze(node, net):
    axes = axes_of(node, net, net.rank(node.inputs[0]))
    if not axes:
        return False
    net.add("Squeeze", node.inputs[:1], node.outputs, dims=axes)
    return True


def from_unsqueeze(node, net):
    rank, axes = net.rank(node.inputs[0]), net.constant_value(node.inputs[1])
    if axes is None:
        return False
    axes = axes_of(node, net, None if rank is None else rank + axes.size)
    if not axes:
        return False
    net.add("ExpandDims", node.inputs[:1], node.outputs, dims=axes)
    return True


def to_squeeze(op, graph):
    graph.squeeze(op.input[0], sorted(set(graph.arguments(op)["dims"])), op.output)


def to_unsqueeze(op, graph):
    graph.unsqueeze(op.input[0], sorted(set(graph.arguments(op)["dims"])), op.output)


def from_identity(node, net):
    net.add("Copy", node.inputs, node.outputs)
    return True


def to_identity(op, graph):
    for name in op.output[:1]:
        graph.node("Identity", op.input[:1], name)


def from_dropout(node, net):
    training = net.constant_value(node.input(2)) if node.input(2) else False
    if training is None or bool(np.asarray(training).any()) or len(node.outputs) > 1:
        return False
    net.add("Dropout", node.inputs[:1], node.outputs, is_test=1)
    return True


def to_dropout(op, graph):
    if not graph.arguments(op).get("is_test"):
        raise Unsupported("it trains: with is_test=1 it has a form in ONNX")
    graph.node("Identity", op.input[:1], op.output[:1])
    graph.unwritten.update(op.output[1:])  # the mask


def from_shape(node, net):
    if node.attribute("start", 0) or node.attribute("end", None) is not None:
        return False
    net.add("Shape", node.inputs, node.outputs)
    return True


def to_shape(op, graph):
    axes = graph.arguments(op)["axes"]
    if not axes:
        graph.node("Shape", op.input, op.output)
    else:
        graph.node("Gather", [graph.node("Shape", op.input), graph.ints(list(axes), "axes")], op.output, axis=0)


def to_slice(op, graph):
    """Ends below zero count from the size on: -1 is all of it."""
    arguments = graph.arguments(op)
    starts, ends = list(arguments["starts"] or []), list(arguments["ends"] or [])
    if "dim" in arguments and not starts:
        starts = [0] * arguments["dim"] + [arguments["start_idx"]]
        ends = [-1] * arguments["dim"] + [arguments["end_idx"]]
    if len(op.input) > 1:
        given = [graph.value(name) for name in op.input[1:3]]
        if any(value is None for value in given):
            computed_slice(op, graph)
            return
        starts, ends = ([int(v) for v in value.reshape(-1)] for value in given)
    ends = [end if end >= 0 else np.iinfo(np.int64).max if end == -1 else end + 1 for end in ends]
    starts = [start if start >= 0 else start + 1 for start in starts]
    graph.slice(op.input[0], starts, ends, list(range(len(starts))), op.output)


def computed_slice(op, graph):
    """Starts and ends that are not known yet."""
    if graph.opset < 10:
        raise Unsupported("its starts and ends are computed: that needs opset 10")
    bounds = [graph.cast(name, values.CODES["int64"]) for name in op.input[1:3]]
    starts, ends = (
        graph.node("Where", [graph.node("Less", [x, graph.ints(0)]), graph.node("Add", [x, graph.ints(1)]), x]) for x in bounds)
    whole = graph.node("Equal", [bounds[1], graph.ints(-1)])
    ends = graph.node("Where", [whole, graph.ints(np.iinfo(np.int64).max), ends])
    graph.node("Slice", [op.input[0], starts, ends], op.output)


def to_tile(op, graph):
    """Further inputs replace the number of tiles and the axis."""
    arguments, rank = graph.arguments(op), len(graph.known_shape(op.input[0]))
    axis = arguments["axis"]
    if len(op.input) > 2:
        given = graph.value(op.input[2])
        if given is None:
            raise Unsupported("its axis is computed")
        axis = int(given.item())
    axis += rank if axis < 0 else 0
    before, after = [1] * axis, [1] * (rank - axis - 1)
    if len(op.input) > 1:
        tiles = graph.reshape(graph.cast(op.input[1], values.CODES["int64"]), [1])
        repeats = graph.node("Concat", [graph.ints(before), tiles, graph.ints(after)], axis=0)
    else:
        repeats = graph.ints([*before, arguments["tiles"], *after], "repeats")
    graph.node("Tile", [op.input[0], repeats], op.output)


def switch_order(perm):
    return lambda op, graph: graph.node("Transpose", op.input, op.output, perm=perm(graph, op))


def to_first(graph, op):
    rank = graph.rank(op.input[0]) or 4
    return [0, rank - 1, *range(1, rank - 1)]


def to_last(graph, op):
    rank = graph.rank(op.input[0]) or 4
    return [0, *range(2, rank), 1]


def to_expand(op, graph):
    shape = graph.arguments(op).get("shape")
    target = graph.cast(op.input[1], values.CODES["int64"]) if len(op.input) > 1 else graph.ints(list(shape), "shape")
    one = graph.ints([1])
    larger = graph.node("Where", [graph.node("Greater", [target, one]), target, one])  # what is not positive does as 1 does
    graph.node("Expand", [op.input[0], larger], op.output)


def to_size(op, graph):
    graph.node("Size", op.input, op.output)


def to_is_empty(op, graph):
    graph.node("Equal", [graph.node("Size", op.input), graph.constant(0, "zero", np.int64)], op.output)


def to_merge_dim(op, graph):
    """The first two axes become one."""
    shape = graph.known_shape(op.input[0])
    graph.reshape(op.input[0], [-1, *shape[2:]], op.output)


def to_prepended(op, graph):
    size = graph.arguments(op)["dim_size"]
    graph.reshape(op.input[0], [size, -1, *graph.known_shape(op.input[0])[1:]], op.output)


def to_numpy_tile(op, graph):
    graph.node("Tile", [op.input[0], graph.cast(op.input[1], values.CODES["int64"])], op.output)


def to_range(op, graph):
    """Start, stop and step as scalars; a single one is the stop."""
    scalars = [graph.reshape(name, []) for name in op.input]
    dtype = values.numpy_dtype(graph.dtypes.get(op.input[0]) or values.CODES["float"])
    start = scalars[0] if len(scalars) > 1 else graph.constant(0, "start", dtype)
    step = scalars[2] if len(scalars) > 2 else graph.constant(1, "step", dtype)
    graph.node("Range", [start, scalars[min(len(scalars) - 1, 1)], step], op.output)


def image_pads(arguments):
    """(top, left, bottom, right)."""
    return [arguments[f"pad_{side}"] if f"pad_{side}" in arguments else arguments["pad"] for side in "tlbr"]


def to_space_to_batch(op, graph):
    """Image (h, w, n) of the small ones holds the pixels (h + i * block, w + j * block) of image n."""
    arguments = graph.arguments(op)
    block, (top, left, bottom, right) = arguments["block_size"], image_pads(arguments)
    batch, channels, height, width = graph.known_shape(op.input[0])
    x = graph.pad(op.input[0], [0, 0, top, left, 0, 0, bottom, right])
    rows, columns = (height + top + bottom) // block, (width + left + right) // block
    apart = graph.node("Transpose", [graph.reshape(x, [batch, channels, rows, block, columns, block])], perm=[3, 5, 0, 1, 2, 4])
    graph.reshape(apart, [-1, channels, rows, columns], op.output)


def to_batch_to_space(op, graph):
    arguments = graph.arguments(op)
    block, (top, left, bottom, right) = arguments["block_size"], image_pads(arguments)
    batch, channels, height, width = graph.known_shape(op.input[0])
    apart = graph.reshape(op.input[0], [block, block, batch // (block * block), channels, height, width])
    large = graph.reshape(graph.node("Transpose", [apart], perm=[2, 3, 4, 0, 5, 1]), [-1, channels, height * block, width * block])
    graph.slice(large, [top, left], [height * block - bottom, width * block - right], [2, 3], op.output)


def to_pad_image(op, graph):
    arguments = graph.arguments(op)
    if "pads" in arguments and arguments["pads"]:
        top, left, bottom, right = arguments["pads"]
    elif "pad" in arguments:
        top = left = bottom = right = arguments["pad"]
    else:
        top, left, bottom, right = (arguments[f"pad_{side}"] for side in "tlbr")
    first = arguments["order"] == "NCHW"
    begins, ends = ([0, 0, top, left], [0, 0, bottom, right]) if first else ([0, top, left, 0], [0, bottom, right, 0])
    graph.pad(op.input[0], begins + ends, arguments["mode"], arguments["value"], op.output)


_NO_END = 2**31 - 1
"""What exporters write for an end that lies nowhere."""


def from_slice(node, net):
    """A slice that takes everything is a copy, which prepared nets leave out."""
    starts, ends, axes, steps = (net.constant_value(name) if name else None for name in (node.input(i) for i in range(1, 5)))
    shape = net.shape(node.inputs[0])
    if starts is None or ends is None or shape is None or any(node.input(i) and given is None for i, given in ((3, axes), (4, steps))):
        return False
    for k, (start, end) in enumerate(zip(starts.tolist(), ends.tolist())):
        axis = k if axes is None else int(axes[k])
        size = shape[axis] if -len(shape) <= axis < len(shape) else None
        if start != 0 or (steps is not None and steps[k] != 1) or end < (size if isinstance(size, int) else _NO_END):
            return False
    net.add("Copy", node.inputs[:1], node.outputs)
    return True


RECORDS = [
    Record(None, "Slice", from_onnx=from_slice),
    Record("Concat", "Concat", types=COMMON, from_onnx=from_concat, to_onnx=to_concat),
    Record("DepthConcat", None, to_onnx=to_concat), Record("DepthSplit", None, to_onnx=to_split),
    Record("Split", "Split", outputs=None, from_onnx=from_split, to_onnx=to_split),
    Record("Transpose", "Transpose", types=COMMON, from_onnx=from_transpose, to_onnx=to_transpose),
    Record("Reshape", "Reshape", types=COMMON, from_onnx=from_reshape, to_onnx=to_reshape),
    Record("ResizeLike", None, to_onnx=to_resize_like),
    Record("Flatten", "Flatten", types=COMMON, from_onnx=from_flatten, to_onnx=to_flatten),
    Record("FlattenToVec", None, to_onnx=to_flatten_to_vector),
    Record("Squeeze", "Squeeze", types=COMMON, from_onnx=from_squeeze, to_onnx=to_squeeze),
    Record("ExpandDims", "Unsqueeze", types=COMMON, from_onnx=from_unsqueeze, to_onnx=to_unsqueeze),
    Record("Copy", "Identity", types=COMMON, from_onnx=from_identity, to_onnx=to_identity),
    *[Record(t, None, to_onnx=to_identity) for t in (
        "Alias", "StopGradient", "EnsureCPUOutput", "CopyFromCPUInput", "AliasWithName", "EnsureDense", "NanCheck", "CopyOnDeviceLike")],
    Record("Dropout", "Dropout", from_onnx=from_dropout, to_onnx=to_dropout),
    Record("Shape", "Shape", types=COMMON, from_onnx=from_shape, to_onnx=to_shape),
    Record("Slice", None, to_onnx=to_slice),
    Record("Tile", None, to_onnx=to_tile),
    Record("Expand", None, to_onnx=to_expand),
    Record("Size", None, to_onnx=to_size),
    Record("IsEmpty", None, to_onnx=to_is_empty),
    Record("MergeDim", None, to_onnx=to_merge_dim),
    Record("PrependDim", None, to_onnx=to_prepended), Record("NumpyTile", None, to_onnx=to_numpy_tile),
    Record("Range", None, to_onnx=to_range),
    Record("SpaceToBatch", None, to_onnx=to_space_to_batch), Record("BatchToSpace", None, to_onnx=to_batch_to_space),
    Record("PadImage", None, to_onnx=to_pad_image),
    Record("NHWC2NCHW", None, to_onnx=switch_order(to_first)),
    Record("NCHW2NHWC", None, to_onnx=switch_order(to_last)),
]
