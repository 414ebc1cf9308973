"""Pictures of tensors; as caffe2.python.visualize. Needs the package `matplotlib`."""

from netdef._impl.visualize import NCHW, NHWC, ChannelFirst, ChannelLast, PatchVisualizer
