"""Products and distances of rows."""

import numpy as np

from netdef.onnx.registry import Record


def sum_of_rows(x, op, graph, outputs=None):
    """The sum of each row, all axes but the first taken together."""
    rank = len(graph.known_shape(op.input[0]))
    if rank < 2:
        return graph.reshape(x, [-1], outputs)
    return graph.reduce("ReduceSum", x, list(range(1, rank)), outputs)


def product(a, b, op, graph, outputs=None):
    return sum_of_rows(graph.node("Mul", [a, b]), op, graph, outputs)


def to_dot_product(op, graph):
    product(*op.input, op, graph, op.output)


def to_cosine_similarity(op, graph):
    """Squared lengths are at least 1e-12."""
    least = graph.constant(1e-12, "least", np.float32)
    lengths = [graph.node("Sqrt", [graph.node("Max", [product(x, x, op, graph), least])]) for x in op.input]
    graph.node("Div", [product(*op.input, op, graph), graph.node("Mul", lengths)], op.output)


def to_l1_distance(op, graph):
    sum_of_rows(graph.node("Abs", [graph.node("Sub", op.input)]), op, graph, op.output)


def to_squared_l2_distance(op, graph):
    gap = graph.node("Sub", op.input)
    graph.node("Mul", [product(gap, gap, op, graph), graph.constant(0.5, "half", np.float32)], op.output)


RECORDS = [
    Record("DotProduct", None, to_onnx=to_dot_product), Record("CosineSimilarity", None, to_onnx=to_cosine_similarity),
    Record("L1Distance", None, to_onnx=to_l1_distance), Record("SquaredL2Distance", None, to_onnx=to_squared_l2_distance),
]
