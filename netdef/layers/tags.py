"""As caffe2.python.layers.tags."""

from netdef._impl.layers.tags import TagContext, Tags
