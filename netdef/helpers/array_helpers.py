"""Concatenation; as caffe2.python.helpers.array_helpers."""

from netdef._impl.brew.array_helpers import concat, depth_concat

__all__ = ["concat", "depth_concat"]
