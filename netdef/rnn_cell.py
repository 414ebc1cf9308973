"""Recurrent cells and layers; as caffe2.python.rnn_cell.

    hidden, last_hidden, _, last_cell = rnn_cell.LSTM(
        model, "data", "lengths", initial_states=None, dim_in=16, dim_out=32, scope="lstm")
"""

import functools

from netdef import brew, core, recurrent, scope, utils, workspace
from netdef._impl.modeling.initializers import Initializer
from netdef._impl.modeling.parameter_info import ParameterTags
from netdef._impl.modeling.parameter_sharing import ParameterSharing
from netdef._impl.rnn_cell.attention_cell import AttentionCell, LSTMWithAttentionCell, MILSTMWithAttentionCell
from netdef._impl.rnn_cell.basic import BasicRNNCell
from netdef._impl.rnn_cell.build import _LSTM, LSTMWithAttention, _layered_LSTM
from netdef._impl.rnn_cell.cell import RNNCell
from netdef._impl.rnn_cell.dropout import DropoutCell
from netdef._impl.rnn_cell.lstm import LayerNormLSTMCell, LayerNormMILSTMCell, LSTMCell, LSTMInitializer, MILSTMCell
from netdef._impl.rnn_cell.lstm_params import GetLSTMParamNames, InitFromLSTMParams, cudnn_LSTM
from netdef._impl.rnn_cell.multi import MultiRNNCell, MultiRNNCellInitializer
from netdef._impl.rnn_cell.unrolled import UnrolledCell
from netdef.attention import (
    AttentionType,
    apply_dot_attention,
    apply_recurrent_attention,
    apply_regular_attention,
    apply_soft_coverage_attention,
)
from netdef.model_helper import ModelHelper
from netdef.proto import caffe2_pb2

BasicRNN = functools.partial(_LSTM, BasicRNNCell)
LSTM = functools.partial(_LSTM, LSTMCell)
LayerNormLSTM = functools.partial(_LSTM, LayerNormLSTMCell)
MILSTM = functools.partial(_LSTM, MILSTMCell)
LayerNormMILSTM = functools.partial(_LSTM, LayerNormMILSTMCell)
layered_LSTM = functools.partial(_layered_LSTM, create_lstm=LSTM)
