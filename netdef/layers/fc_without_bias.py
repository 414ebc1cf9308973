"""As caffe2.python.layers.fc_without_bias."""

from netdef._impl.layers.fc import FCWithoutBias
