"""As caffe2.python.layers.sampling_train."""

from netdef._impl.layers.sampling import SamplingTrain
