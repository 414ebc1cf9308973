"""As caffe2.python.layers.batch_mse_loss."""

from netdef._impl.layers.losses import BatchMSELoss
