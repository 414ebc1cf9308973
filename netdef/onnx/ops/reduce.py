"""Reductions."""

from netdef.onnx.error import Unsupported
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES


def reduction(caffe2, onnx=None, imports=True):
    def from_onnx(node, net):
        rank = net.rank(node.inputs[0])
        axes = None
        if node.input(1):
            axes = net.constant_value(node.inputs[1])
            if axes is None:
                return False
        if rank is None or rank == 0 or (axes is None or axes.size == 0) and node.attribute("noop_with_empty_axes", 0):
            return False
        axes = sorted(int(a) + rank if a < 0 else int(a) for a in axes.reshape(-1)) if axes is not None and axes.size else list(range(rank))
        net.add(caffe2, node.inputs[:1], node.outputs, axes=axes, keepdims=node.attribute("keepdims", 1))
        return True

    def to_onnx(op, graph):
        arguments = graph.arguments(op)
        axes, rank = arguments["axes"], graph.rank(op.input[0])
        if rank is not None:
            axes = sorted({axis + rank if axis < 0 else axis for axis in axes})
        graph.reduce(onnx or caffe2, op.input[0], axes or None, op.output, keepdims=bool(arguments["keepdims"]))

    return Record(caffe2, onnx or caffe2, from_onnx=from_onnx if imports else None, to_onnx=to_onnx)


def extreme(caffe2):
    def from_onnx(node, net):
        if node.attribute("select_last_index", 0) or not net.rank(node.inputs[0]):
            return False
        net.add(caffe2, node.inputs, node.outputs, axis=node.attribute("axis", 0), keepdims=node.attribute("keepdims", 1))
        return True

    def to_onnx(op, graph):
        arguments = graph.arguments(op)
        axis = arguments["axis"]
        if axis < 0 and graph.opset < 11:
            axis += graph.rank(op.input[0]) or 0
        graph.node(caffe2, op.input, op.output, axis=axis, keepdims=int(bool(arguments["keepdims"])))

    return Record(caffe2, caffe2, from_onnx=from_onnx, to_onnx=to_onnx)


def to_whole_sum(op, graph):
    """All elements to a scalar."""
    graph.reduce("ReduceMean" if graph.arguments(op).get("average") else "ReduceSum", op.input[0], None, op.output)


def one_side(onnx, front):
    """ReduceFrontSum and its like: the first or last num_reduce_dim axes."""

    def to_onnx(op, graph):
        if len(op.input) > 1:
            raise Unsupported("with lengths it has no form in ONNX")
        count = graph.arguments(op)["num_reduce_dim"]
        if not count:
            graph.node("Identity", op.input, op.output)
            return
        axes = list(range(count)) if front else list(range(-count, 0))
        graph.reduce(onnx, op.input[0], axes, op.output)

    return to_onnx


def moved_to_rows(x, like, graph):
    """A vector with one element for each row of a tensor, shaped to broadcast against it."""
    return graph.reshape(x, [-1] + [1] * (len(graph.known_shape(like)) - 1))


def to_sum_of_integers(op, graph):
    """What does not fit wraps around."""
    wide = graph.reduce("ReduceSum", graph.cast(op.input[0], CODES["int64"]), None)
    graph.cast(wide, CODES["int32"], op.output)


def to_tail_sum(op, graph):
    """Each row, all axes but the first taken together."""
    graph.reduce("ReduceSum", graph.flatten_to(op.input[0], 1), [1], op.output)


def to_front_weighted_sum(op, graph):
    x, weights = op.input
    graph.reduce("ReduceSum", graph.node("Mul", [x, moved_to_rows(weights, x, graph)]), [0], op.output)


def largest_of(axis):
    return lambda op, graph: graph.reduce("ReduceMax", op.input[0], [axis], op.output)


def to_lp_norm(op, graph):
    """Absolute values or squares of all elements, added up; a vector of one element."""
    arguments, x = graph.arguments(op), op.input[0]
    powers = graph.node("Abs", [x]) if arguments["p"] == 1 else graph.node("Mul", [x, x])
    result = graph.reduce("ReduceMean" if arguments["average"] else "ReduceSum", powers, None)
    graph.reshape(result, [1], op.output)


def to_moments(op, graph):
    arguments, x = graph.arguments(op), op.input[0]
    axes, keep = list(arguments["axes"]) or None, bool(arguments["keepdims"])
    mean = graph.reduce("ReduceMean", x, axes, keepdims=True)
    graph.reduce("ReduceMean", x, axes, op.output[0], keepdims=keep)
    centred = graph.node("Sub", [x, mean])
    graph.reduce("ReduceMean", graph.node("Mul", [centred, centred]), axes, op.output[1], keepdims=keep)


def to_squared_sum(op, graph):
    x = op.input[0]
    if graph.arguments(op).get("average"):
        graph.reduce("ReduceMean", graph.node("Mul", [x, x]), None, op.output)
    else:
        graph.reduce("ReduceSumSquare", x, None, op.output)


RECORDS = [
    reduction("ReduceSum"), reduction("ReduceMean"), reduction("ReduceL1"), reduction("ReduceL2"),
    # Caffe2's begin with the lowest finite number: of infinite elements alone they give that one.
    reduction("ReduceMax", imports=False), reduction("ReduceMin", imports=False), extreme("ArgMax"), extreme("ArgMin"),
    Record("SumElements", None, to_onnx=to_whole_sum),
    Record("SumElementsInt", None, to_onnx=to_sum_of_integers),
    Record("SumSqrElements", None, to_onnx=to_squared_sum),
    Record("ReduceTailSum", None, to_onnx=to_tail_sum), Record("ReduceFrontWeightedSum", None, to_onnx=to_front_weighted_sum),
    Record("RowwiseMax", None, to_onnx=largest_of(2)), Record("ColwiseMax", None, to_onnx=largest_of(1)),
    Record("LpNorm", None, to_onnx=to_lp_norm), Record("Moments", None, to_onnx=to_moments),
    *[
        Record(f"Reduce{side}{kind}", None, to_onnx=one_side(f"Reduce{kind}", side == "Front"))
        for side in ("Front", "Back") for kind in ("Sum", "Mean", "Max")
    ],
]
