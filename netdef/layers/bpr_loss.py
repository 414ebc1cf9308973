"""As caffe2.python.layers.bpr_loss."""

from netdef._impl.layers.losses import BPRLoss
