"""As caffe2.python.layers.batch_sigmoid_cross_entropy_loss."""

from netdef._impl.layers.losses import BatchSigmoidCrossEntropyLoss
