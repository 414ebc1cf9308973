"""As caffe2.python.layers.split."""

from netdef._impl.layers.arrange import Split
