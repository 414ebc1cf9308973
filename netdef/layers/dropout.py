"""As caffe2.python.layers.dropout."""

from netdef._impl.layers.normalization import Dropout
