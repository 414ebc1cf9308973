"""As caffe2.python.layers.conv."""

from netdef._impl.layers.random_features import Conv
