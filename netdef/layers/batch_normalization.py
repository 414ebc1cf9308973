"""As caffe2.python.layers.batch_normalization."""

from netdef._impl.layers.normalization import BatchNormalization
