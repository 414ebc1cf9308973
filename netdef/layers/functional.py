"""As caffe2.python.layers.functional."""

from netdef._impl.layers.functional import Functional
