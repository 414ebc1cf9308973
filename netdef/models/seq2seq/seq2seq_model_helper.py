"""A model with parameters that are no weights; as caffe2.python.models.seq2seq.seq2seq_model_helper."""

from netdef._impl.seq2seq.model_helper import Seq2SeqModelHelper
