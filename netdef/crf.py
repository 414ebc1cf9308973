"""A linear-chain conditional random field over the predictions of a sequence; as caffe2.python.crf."""

from netdef import brew, core, model_helper, recurrent
from netdef._impl.crf.loss import CRFWithLoss
