"""Clipping of gradients; as caffe2.python.modeling.gradient_clipping."""

from netdef._impl.modeling.gradient_clipping import GradientClipping

__all__ = ["GradientClipping"]
