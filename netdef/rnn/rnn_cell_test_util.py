"""What tests of recurrent cells share; as caffe2.python.rnn.rnn_cell_test_util."""

from netdef._impl.rnn_cell.test_util import _prepare_rnn, sigmoid, tanh
