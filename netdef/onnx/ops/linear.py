"""Matrix products."""

from netdef.onnx.error import Unsupported
from netdef.onnx.registry import Record


def from_gemm(node, net):
    a, b = node.inputs[:2]
    shape = net.type(b).fixed_shape
    if node.attribute("alpha", 1.0) != 1.0 or node.attribute("transA", 0) or net.rank(a) != 2 or shape is None or len(shape) != 2:
        return False
    transposed = bool(node.attribute("transB", 0))
    width = shape[0] if transposed else shape[1]
    if len(node.inputs) < 3 or not node.inputs[2]:
        net.add("MatMul", [a, b], node.outputs, trans_b=int(transposed))
        return True
    if node.attribute("beta", 1.0) != 1.0 or net.shape(node.inputs[2]) != (width,):
        return False
    net.add("FC" if transposed else "FCTransposed", node.inputs, node.outputs)
    return True


def to_gemm(transposed):
    def to_onnx(op, graph):
        """x from `axis` on is a row; w from `axis_w` on a column."""
        x, w, b = op.input
        arguments = graph.arguments(op)
        axis, axis_w = arguments.get("axis", 1), arguments.get("axis_w", 1)
        rank, shape = graph.rank(x), graph.known_shape(w)
        if len(shape) != 2:
            w = graph.flatten_to(w, axis_w)
        if graph.rank(b) not in (None, 1):
            b = graph.reshape(b, [-1])
        if axis < 0:
            axis += len(graph.known_shape(x))
        rows = graph.node("Shape", [x]) if axis != 1 else None
        matrix = x if rank == 2 and axis == 1 else graph.flatten_to(x, axis)
        result = graph.node("Gemm", [matrix, w, b], op.output if rows is None else None, transB=int(transposed))
        if rows is not None:
            leading = graph.slice(rows, [0], [axis], [0])
            target = graph.node("Concat", [leading, graph.ints([-1])], axis=0)
            graph.node("Reshape", [result, target], op.output)

    return to_onnx


def from_matmul(node, net):
    ranks = [net.rank(name) for name in node.inputs]
    if None in ranks or min(ranks) < 2:
        return False
    if ranks == [2, 2]:
        net.add("MatMul", node.inputs, node.outputs)
    else:
        net.add("BatchMatMul", node.inputs, node.outputs, broadcast=1)
    return True


def to_matmul(op, graph):
    """Inputs of more axes are matrices: the first axis_a, axis_b of them are rows; a third input gives the output its shape."""
    arguments = graph.arguments(op)
    names = []
    for name, axis, transposed in ((op.input[0], "axis_a", "trans_a"), (op.input[1], "axis_b", "trans_b")):
        if graph.rank(name) != 2 or arguments[axis] not in (1, -1):
            name = graph.flatten_to(name, arguments[axis])
        names.append(graph.node("Transpose", [name], perm=[1, 0]) if arguments[transposed] else name)
    if len(op.input) < 3:
        graph.node("MatMul", names, op.output)
    else:
        graph.node("Reshape", [graph.node("MatMul", names), graph.node("Shape", [op.input[2]])], op.output)


def to_batch_matmul(op, graph):
    arguments = graph.arguments(op)
    names = []
    for name, transposed in zip(op.input, ("trans_a", "trans_b")):
        if arguments[transposed]:
            rank = graph.rank(name)
            if rank is None:
                raise Unsupported(f"the rank of '{name}' is not known")
            if rank > 1:
                name = graph.node("Transpose", [name], perm=[*range(rank - 2), rank - 1, rank - 2])
        names.append(name)
    if [graph.rank(name) for name in op.input] == [1, 1]:  # one number, which Caffe2 gives an axis
        graph.reshape(graph.node("MatMul", names), [1], op.output)
    else:
        graph.node("MatMul", names, op.output)


RECORDS = [
    Record("FC", "Gemm", from_onnx=from_gemm, to_onnx=to_gemm(True)),
    Record("FCTransposed", None, to_onnx=to_gemm(False)),
    Record("MatMul", "MatMul", from_onnx=from_matmul, to_onnx=to_matmul),
    Record("BatchMatMul", None, to_onnx=to_batch_matmul),
]
