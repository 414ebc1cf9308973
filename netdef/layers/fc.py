"""As caffe2.python.layers.fc."""

from netdef._impl.layers.fc import FC, get_fc_predictor_version
