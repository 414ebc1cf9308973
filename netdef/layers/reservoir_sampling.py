"""As caffe2.python.layers.reservoir_sampling."""

from netdef._impl.layers.sampling import ReservoirSampling
