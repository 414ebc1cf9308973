"""As caffe2.python.layers.gather_record."""

from netdef._impl.layers.arrange import GatherRecord
