"""Scale and bias per feature; as caffe2.python.helpers.elementwise_linear."""

from netdef._impl.brew.elementwise_linear import elementwise_linear

__all__ = ["elementwise_linear"]
