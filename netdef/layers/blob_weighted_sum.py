"""As caffe2.python.layers.blob_weighted_sum."""

from netdef._impl.layers.weights import BlobWeightedSum
