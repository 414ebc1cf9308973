"""As caffe2.python.layers.build_index."""

from netdef._impl.layers.sampling import MapToRange
