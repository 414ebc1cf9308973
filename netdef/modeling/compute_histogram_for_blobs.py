"""Histograms of blobs; as caffe2.python.modeling.compute_histogram_for_blobs."""

from netdef._impl.modeling.compute_histogram_for_blobs import ComputeHistogramForBlobs

__all__ = ["ComputeHistogramForBlobs"]
