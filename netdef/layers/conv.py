"""As caffe2.python.layers.conv."""

from netdef._impl.layers.conv import Conv
