"""Beam search; as caffe2.python.models.seq2seq.beam_search."""

from netdef._impl.seq2seq.beam_search import BeamSearchForwardOnly
from netdef.models.seq2seq import seq2seq_util
