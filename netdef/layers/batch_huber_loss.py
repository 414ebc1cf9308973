"""As caffe2.python.layers.batch_huber_loss."""

from netdef._impl.layers.losses import BatchHuberLoss
