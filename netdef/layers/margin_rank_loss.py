"""As caffe2.python.layers.margin_rank_loss."""

from netdef._impl.layers.losses import MarginRankLoss
