"""Norms of blobs; as caffe2.python.modeling.compute_norm_for_blobs."""

from netdef._impl.modeling.compute_norm_for_blobs import ComputeNormForBlobs

__all__ = ["ComputeNormForBlobs"]
