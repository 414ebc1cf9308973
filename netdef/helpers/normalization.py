"""Normalisations; as caffe2.python.helpers.normalization."""

from netdef._impl.brew.normalization import (
    instance_norm,
    layer_norm,
    lrn,
    moments_with_running_stats,
    softmax,
    spatial_bn,
    spatial_gn,
)

__all__ = [
    "instance_norm", "layer_norm", "lrn", "moments_with_running_stats", "softmax", "spatial_bn", "spatial_gn",
]
