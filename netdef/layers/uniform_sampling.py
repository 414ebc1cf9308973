"""As caffe2.python.layers.uniform_sampling."""

from netdef._impl.layers.sampling import UniformSampling
