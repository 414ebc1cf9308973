"""As caffe2.python.layers.fc_with_bootstrap."""

from netdef._impl.layers.fc import FCWithBootstrap, get_fc_predictor_version
