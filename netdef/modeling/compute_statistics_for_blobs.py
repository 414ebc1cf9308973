"""Statistics of blobs; as caffe2.python.modeling.compute_statistics_for_blobs."""

from netdef._impl.modeling.compute_statistics_for_blobs import ComputeStatisticsForBlobs

__all__ = ["ComputeStatisticsForBlobs"]
