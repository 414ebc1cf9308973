"""As caffe2.python.layers.layer_normalization."""

from netdef._impl.layers.normalization import LayerNormalization
