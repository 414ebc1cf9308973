"""As caffe2.python.layers.position_weighted."""

from netdef._impl.layers.sparse import PositionWeighted
