"""Convolutions; as caffe2.python.helpers.conv."""

from netdef._impl.brew.conv import conv, conv_nd, conv_transpose, group_conv, group_conv_deprecated

__all__ = ["conv", "conv_nd", "conv_transpose", "group_conv", "group_conv_deprecated"]
