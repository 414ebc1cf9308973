"""As caffe2.python.layers.adaptive_weight."""

from netdef._impl.layers.weights import AdaptiveWeight
