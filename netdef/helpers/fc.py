"""Fully connected layers; as caffe2.python.helpers.fc."""

from netdef._impl.brew.fc import fc, fc_decomp, fc_prune, fc_sparse, packed_fc

__all__ = ["fc", "fc_decomp", "fc_prune", "fc_sparse", "packed_fc"]
