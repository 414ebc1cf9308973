"""As caffe2.python.layers.label_smooth."""

from netdef._impl.layers.weights import LabelSmooth
