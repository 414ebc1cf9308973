"""Activations; as caffe2.python.helpers.nonlinearity."""

from netdef._impl.brew.nonlinearity import prelu, relu, tanh

__all__ = ["prelu", "relu", "tanh"]
