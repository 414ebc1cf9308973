"""As caffe2.python.layers.concat."""

from netdef._impl.layers.arrange import Concat, get_concatenated_feature_to_index
