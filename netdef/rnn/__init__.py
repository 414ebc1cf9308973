"""Helpers for tests and comparisons of recurrent cells; as caffe2.python.rnn."""
