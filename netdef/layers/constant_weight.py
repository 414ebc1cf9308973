"""As caffe2.python.layers.constant_weight."""

from netdef._impl.layers.weights import ConstantWeight
