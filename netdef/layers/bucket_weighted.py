"""As caffe2.python.layers.bucket_weighted."""

from netdef._impl.layers.sparse import BucketWeighted
