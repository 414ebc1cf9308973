"""Export as a pair (init_net, predict_net); as caffe2.python.predictor.mobile_exporter."""

from netdef._impl.predictor.fillers import add_tensor
from netdef._impl.predictor.mobile import Export

__all__ = ["Export", "add_tensor"]
