"""As caffe2.python.layers.semi_random_features."""

from netdef._impl.layers.random_features import SemiRandomFeatures
