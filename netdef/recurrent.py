"""Recurrent networks: a step net run over a sequence; as caffe2.python.recurrent."""

from netdef import core, workspace
from netdef._impl.recurrent.executor import retrieve_step_blobs, set_rnn_executor_config
from netdef._impl.recurrent.network import recurrent_net
