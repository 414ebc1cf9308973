"""As caffe2.python.layers.sampling_trainable_mixin."""

from netdef._impl.layers.sampling_trainable import SamplingTrainableMixin
