"""As caffe2.python.layers.homotopy_weight."""

from netdef._impl.layers.weights import HomotopyWeight
