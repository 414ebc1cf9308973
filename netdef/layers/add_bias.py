"""As caffe2.python.layers.add_bias."""

from netdef._impl.layers.fc import AddBias
