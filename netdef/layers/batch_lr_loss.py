"""As caffe2.python.layers.batch_lr_loss."""

from netdef._impl.layers.batch_lr_loss import BatchLRLoss
