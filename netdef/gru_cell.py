"""Gated recurrent units; as caffe2.python.gru_cell."""

import functools

from netdef import brew, rnn_cell
from netdef._impl.rnn_cell.gru import GRUCell

GRU = functools.partial(rnn_cell._LSTM, GRUCell)
