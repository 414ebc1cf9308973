"""As caffe2.python.layers.sparse_dropout_with_replacement."""

from netdef._impl.layers.sparse import SparseDropoutWithReplacement
