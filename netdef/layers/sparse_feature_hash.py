"""As caffe2.python.layers.sparse_feature_hash."""

from netdef._impl.layers.sparse import SparseFeatureHash
