"""Losses, for nets that report them beside their predictions."""

import numpy as np

from netdef.onnx.ops.activation import to_softmax
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES
from netdef.proto import caffe2_pb2

_LEAST = 1e-20


def logarithm(x, graph):
    """Probabilities below 1e-20 count as that."""
    return graph.node("Log", [graph.node("Max", [x, graph.constant(_LEAST, "least", np.float32)])])


def of_labels(x, labels, graph):
    """The element of each row that its label names, as a vector."""
    column = graph.reshape(graph.cast(labels, CODES["int64"]), [-1, 1])
    return graph.reshape(graph.node("GatherElements", [x, column], axis=1), [-1])


def to_label_cross_entropy(op, graph):
    """A vector is one row."""
    x, labels = op.input
    rows = graph.flatten_to(x, min(len(graph.known_shape(x)) - 1, 1))
    graph.node("Neg", [logarithm(of_labels(rows, labels, graph), graph)], op.output)


def to_cross_entropy(op, graph):
    x, expected = op.input
    terms = graph.node("Mul", [logarithm(x, graph), expected])
    graph.node("Neg", [graph.reduce("ReduceSum", terms, [1])], op.output)


def to_averaged_loss(op, graph):
    graph.reduce("ReduceMean", op.input[0], None, op.output)


def to_softmax_with_loss(op, graph):
    """The mean loss of the examples, or the mean by their weights. With `label_prob` labels are distributions."""
    arguments = graph.arguments(op)
    soft = caffe2_pb2.OperatorDef(type="Softmax", input=op.input[:1], output=op.output[:1])
    axis = arguments["axis"]
    soft.arg.add(name="axis", i=axis)
    to_softmax(soft, graph)
    logarithms = graph.node("LogSoftmax", [graph.flatten_to(op.input[0], axis)], axis=1)
    if arguments["label_prob"]:
        expected = graph.node("Reshape", [op.input[1], graph.node("Shape", [logarithms])])
        gains = graph.reduce("ReduceSum", graph.node("Mul", [logarithms, expected]), [1])
    else:
        gains = of_labels(logarithms, op.input[1], graph)
    if len(op.input) > 2:
        weights = graph.reshape(op.input[2], [-1])
        total, weight = (graph.reduce("ReduceSum", x, None) for x in (graph.node("Mul", [gains, weights]), weights))
        one, zero = (graph.constant(v, "bound", np.float32) for v in (1.0, 0.0))
        gain = graph.node("Div", [total, graph.node("Where", [graph.node("Greater", [weight, zero]), weight, one])])
    else:
        gain = graph.reduce("ReduceMean", gains, None)
    loss = graph.node("Neg", [gain])
    graph.node("Mul", [loss, graph.constant(arguments["scale"], "scale", np.float32)], op.output[1])


def to_accuracy(op, graph):
    """The part of the rows whose label is among the `top_k` best."""
    x, labels = op.input
    best, places = graph.unique("best"), graph.unique("places")
    graph.node("TopK", [x, graph.ints([graph.arguments(op)["top_k"]], "k")], [best, places], axis=1)
    right = graph.node("Equal", [places, graph.reshape(graph.cast(labels, CODES["int64"]), [-1, 1])])
    hits = graph.reduce("ReduceMax", graph.cast(right, CODES["float"]), [1])
    graph.reduce("ReduceMean", hits, None, op.output)


def to_make_two_class(op, graph):
    rank = len(graph.known_shape(op.input[0]))
    x = graph.unsqueeze(op.input[0], [rank])
    graph.node("Concat", [graph.node("Sub", [graph.constant(1.0, "one", np.float32), x]), x], op.output, axis=rank)


RECORDS = [
    Record("LabelCrossEntropy", None, to_onnx=to_label_cross_entropy), Record("CrossEntropy", None, to_onnx=to_cross_entropy),
    Record("AveragedLoss", None, to_onnx=to_averaged_loss), Record("SoftmaxWithLoss", None, to_onnx=to_softmax_with_loss),
    Record("Accuracy", None, to_onnx=to_accuracy), Record("MakeTwoClass", None, to_onnx=to_make_two_class),
]
