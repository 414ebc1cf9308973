"""As caffe2.python.layers.random_fourier_features."""

from netdef._impl.layers.random_features import RandomFourierFeatures
