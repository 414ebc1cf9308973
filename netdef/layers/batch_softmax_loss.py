"""As caffe2.python.layers.batch_softmax_loss."""

from netdef._impl.layers.losses import BatchSoftmaxLoss
