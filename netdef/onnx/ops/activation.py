"""Activations."""

from netdef.onnx.registry import Record

RECORDS = [
    Record("Relu", "Relu"),
    Record("Sigmoid", "Sigmoid"),
    Record("Tanh", "Tanh"),
    Record("LeakyRelu", "LeakyRelu", {"alpha": "alpha"}),
    Record("Elu", "Elu", {"alpha": "alpha"}),
]
