"""The best sequence of classes under a conditional random field; as caffe2.python.crf_predict."""

from netdef._impl.crf.predict import apply_crf, crf_update_predictions
from netdef.crf import CRFWithLoss
