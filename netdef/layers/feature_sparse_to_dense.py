"""As caffe2.python.layers.feature_sparse_to_dense."""

from netdef._impl.layers.feature_sparse_to_dense import FeatureSparseToDense
